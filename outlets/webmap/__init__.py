"""The map as it runs in a browser, served by the app or packed into a file."""
