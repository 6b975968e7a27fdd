"""How people use the base: pages, JSON API, downloads."""
