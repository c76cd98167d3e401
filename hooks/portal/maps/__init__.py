"""Maps: from coordinates to pictures with links, once for all languages."""
