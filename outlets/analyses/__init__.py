"""What analyses answer: worked out once, told in tables, files and words; no page."""
