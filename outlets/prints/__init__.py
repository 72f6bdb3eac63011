"""Print maps and the district atlas: PDF, SVG and PNG at true scale, drawn without a browser."""
