"""What can be wrong with a text, and between the languages of one: rules, and fixes for some."""
