"""Reads the text of our own YAML files, by libyaml where it is there: ten times as fast, and every process that starts waits for it."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str) -> Any:
    """What the text says, as `yaml.safe_load` reads it. Raises yaml.YAMLError for what is not YAML."""
    return yaml.load(text, _LOADER)
