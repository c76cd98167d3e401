"""What helps editors: schemas for their editors, templates of new records, renaming."""
