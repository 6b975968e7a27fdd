"""Collecting, against real servers on this machine."""
