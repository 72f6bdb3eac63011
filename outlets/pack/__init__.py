"""The meeting pack: the whole map in one HTML file that needs no server and no network."""
