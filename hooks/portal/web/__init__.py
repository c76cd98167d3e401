"""What is asked of other websites, and what comes back; scripts/web_fetcher.py does the asking."""
