"""What municipalities show on their own websites: cards, badges, snippets, oEmbed."""
