"""Sources: where candidates come from.

Each is a folder with `source.yml` and, unless a general adapter serves it, `adapter.py`.
"""
