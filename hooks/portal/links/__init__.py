"""Links that leave the site: where they stand, and whether they still lead anywhere.

Pure: what came back from the network comes in (`scripts/check_links.py` asks), verdicts and
texts go out. A link is called dead only where nobody could mean anything else by the answer.
"""
