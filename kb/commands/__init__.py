"""The subcommands of `kb` that need no more than the record and the store."""
