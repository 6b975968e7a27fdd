"""The YAML loader of the house: safe, and by libyaml where PyYAML was built with it, which is ten times as fast."""

from __future__ import annotations

from typing import Any

import yaml

SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Any:
    """Return what a YAML text of the house's own says."""
    return yaml.load(text, Loader=SafeLoader)  # noqa: S506 - it is the safe loader
