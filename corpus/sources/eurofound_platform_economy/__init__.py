"""Eurofound's platform economy database."""
