"""The search: words as readers type them, and one Pagefind index per language."""
