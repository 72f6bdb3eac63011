"""Street networks: read, clean, find dead ends, propose connections, rank and compare them."""
