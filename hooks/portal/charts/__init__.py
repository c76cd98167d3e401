"""Charts: pictures of figures that stand in a table beside them."""
