"""The subcommands of `kb` that bring practices in."""
