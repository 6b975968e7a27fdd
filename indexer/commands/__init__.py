"""The subcommands of `kb` that search and that keep the index."""
