"""Timings, printed and not asserted: `make bench`."""
