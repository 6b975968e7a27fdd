"""How practices get in: the curated cases, and what brings more of them."""
