import pytest
from django.test import override_settings

from tests.hub.web_chat.conftest import plain_static_files

__all__ = ["plain_static_files"]


@pytest.fixture(autouse=True)
def on_a_day():
    """The day the content was checked: nothing in it is old yet."""
    with override_settings(KINSHIP_AS_OF="2026-11-22"):
        yield
