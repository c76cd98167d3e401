"""Made-up data sets of any size, to try out and to measure a site: no real people or places.

The same size and seed give the same bytes on every platform and in every Python.
"""
