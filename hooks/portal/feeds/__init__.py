"""News feeds: Atom, RSS 2.0 and JSON Feed, per language and facet."""
