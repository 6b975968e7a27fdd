"""Suggests what to enter for a document that was read: each with where it was read and how sure it is."""
