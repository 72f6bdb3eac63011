"""What is seen: pages, the map, HTTP routes and front-end assets."""
