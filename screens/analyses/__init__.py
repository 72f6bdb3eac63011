"""The analyses on the page: one tab for each, with the routes that its part asks."""
