"""Proof: has a municipality published a programme's logo and link, as it promised?

Pure: pages, pictures and the time come in as arguments (`scripts/check_commitments.py`
brings them), verdicts and texts go out. What counts is in `targets`, what a visitor can
see in `visibility`, and the verdict in `judge`, whose one hard rule is: in doubt, partly.
"""
