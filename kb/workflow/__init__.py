"""How a practice comes to be published: drafts, review by another person, upkeep."""
