"""Slides (PPTX) of a story or of the districts, and one-pagers (DOCX): editable, with pictures."""
