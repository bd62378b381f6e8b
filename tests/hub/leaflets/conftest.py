"""What only some machines have: Pango, without which no PDF can be made."""

import pytest

from hub.leaflets import pdf
from tests.browser import chromium as chromiums


@pytest.fixture
def pango():
    """Without it: skipped with the reason, and in CI a failure."""
    if not pdf.can_print():
        (pytest.fail if chromiums.demanded() else pytest.skip)(
            "Pango is not here, so no PDF can be made: `make pango`."
        )
