"""The ISSA Database of Good Practices."""
