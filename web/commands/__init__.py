"""Subcommands of `kb` that serve the base."""
