"""Stands where TensorFlow would be, so that Rasa can be imported without it (docs/decisions/0024).

Rasa 3.6 imports TensorFlow as soon as it starts, for components of which we use none: two thirds of its memory and ten seconds. These modules
can be imported and subclassed, no more. Whoever really uses one (DIET, TED …) is told at once what is missing and how to get it. The real
TensorFlow wins wherever it is installed: `uv sync --group tensorflow`.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

__version__ = "2.12.0"  # what Rasa would have
_PACKAGES = ("tensorflow", "keras")


class Absent(type):
    """The class of every name of TensorFlow. It can be named, subclassed and put over a function; used, it says what is missing."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(f"{cls.__qualname__}.{name}")

    def __call__(cls, *given: Any, **named: Any) -> Any:
        if len(given) == 1 and not named and callable(given[0]):
            return given[0]  # a decorator
        if _is_standing_in(cls) and not given and _decorates(cls):
            return lambda decorated: decorated
        raise ImportError(
            f"{cls.__qualname__} is of TensorFlow, which is not installed: nothing of this assistant needs it. "
            "For Rasa's own pipelines (DIET, TED) install it: uv sync --group tensorflow"
        )

    def __getitem__(cls, _: Any) -> Any:
        return cls

    def __or__(cls, other: Any) -> Any:
        return cls

    __ror__ = __or__


def _is_standing_in(cls: type) -> bool:
    return cls.__module__ == __name__


def _decorates(cls: type) -> bool:
    return cls.__qualname__.rpartition(".")[2] in ("function", "register_keras_serializable")


def _named(path: str) -> Absent:
    return Absent(path.rpartition(".")[2], (), {"__qualname__": path, "__module__": __name__})


class _Modules(MetaPathFinder, Loader):
    """Any module below these packages."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        return ModuleSpec(fullname, self, is_package=True) if fullname.startswith(_BELOW) else None

    def exec_module(self, module: ModuleType) -> None:
        module.__getattr__ = lambda name: _of(module.__name__, name)  # type: ignore[method-assign]


_BELOW = tuple(f"{package}." for package in _PACKAGES)


def _of(module: str, name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module {module!r} has no attribute {name!r}")
    return _named(f"{module}.{name}")


def __getattr__(name: str) -> Any:
    return _of(__name__, name)


if not any(isinstance(finder, _Modules) for finder in sys.meta_path):
    sys.meta_path.append(_Modules())
