"""Reads web pages, PDFs, Word files and spreadsheets as they were received.

`sandbox.extract_apart` is for everything from outside: it reads in a process of its own, with limits.
"""
