"""Pages of made-up municipalities, served on this machine, to try check_commitments on."""
