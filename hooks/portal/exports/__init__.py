"""Open data: every kind as JSON and CSV, an API file per record, a catalogue, one archive."""
