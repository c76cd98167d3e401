"""Inclusion Portal's core: from YAML records to the bytes of a website.

Plain Python. Nothing below this package imports MkDocs, a theme or a MkDocs
plugin; the adapter that does is `hooks/wiring.py` with `hooks/frame_provider.py`.
"""
