"""The tests: what the product promises."""
