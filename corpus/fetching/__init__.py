"""Fetching: polite, resumable, to public addresses only; what was received is archived as it came."""
