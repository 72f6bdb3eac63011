"""Verbs: geometry, measures, reading, validation, export. Knows no layer, no city, no screen."""
