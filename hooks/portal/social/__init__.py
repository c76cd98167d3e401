"""Cards that other websites show where somebody shares a page: a picture of its title."""
