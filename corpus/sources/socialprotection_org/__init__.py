"""Publications on socialprotection.org."""
