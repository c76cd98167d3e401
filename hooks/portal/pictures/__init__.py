"""Photographs: looked at before they are believed, published only as smaller copies."""
