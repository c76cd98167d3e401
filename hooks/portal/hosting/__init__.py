"""How the site wants to be served: one table of headers and redirects, for several servers."""
