"""Stands where Keras would be: see `tensorflow` beside it."""

from tensorflow import _of


def __getattr__(name: str):
    return _of(__name__, name)
