"""Which texts are translated, which are out of date, and their way to translators and back."""
