"""What a practice is and where it is kept."""
