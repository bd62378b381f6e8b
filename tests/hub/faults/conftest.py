"""One stack for all fault tests: what a test killed is started again for the next."""

import pytest

from tests.hub.empty_home import empty_home as made_once
from tests.hub.faults.carer import Carer
from tests.hub.faults.stack import Stack


@pytest.fixture(scope="session")
def empty_home():
    return made_once()


@pytest.fixture(scope="session")
def one_stack(empty_home, tmp_path_factory):
    stack = Stack(tmp_path_factory.mktemp("faults") / "home", empty_home)
    yield stack
    stack.stop()


@pytest.fixture
def stack(one_stack, django_db_blocker):
    """Everything runs; after the test the ledger is proved. The worker is a new one each time: its breaker is closed."""
    for name in [each for each in one_stack.running if each != "web"]:
        one_stack.kill(name)
    one_stack.start(*[name for name in ("brain", "web", "worker") if name not in one_stack.running])
    with django_db_blocker.unblock():
        yield one_stack
        try:
            one_stack.check()
        except AssertionError:
            one_stack.start_afresh()
            raise


@pytest.fixture
def carer(stack):
    return Carer(stack.url)


@pytest.fixture
def db_adviser():
    """Makes an adviser in the database that is the default just then."""
    from django.contrib.auth import get_user_model

    def make():
        return get_user_model().objects.get_or_create(username="sam", defaults={"first_name": "Sam"})[0]

    return make
