import pytest

from tests.hub.phones.two_phones import Phones


@pytest.fixture
def by_notify():
    phones = Phones("notify")
    yield phones
    phones.close()


@pytest.fixture
def by_twilio():
    phones = Phones("twilio")
    yield phones
    phones.close()
