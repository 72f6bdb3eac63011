"""Nouns: what is on the map, one file per layer, and what may be asked of it."""
