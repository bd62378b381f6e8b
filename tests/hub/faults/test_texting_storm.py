"""Storms over the texts, short here. A long one: STORM_SECONDS=300 STORM_SEED=7 STORM_SMS="notify twilio" pytest <this file>."""

import os

import pytest

from tests.hub.faults import storm_checks
from tests.hub.faults.texting_storm import House, Storm

SECONDS = float(os.environ.get("STORM_SECONDS") or 8)
SEED = int(os.environ.get("STORM_SEED") or 5)
CARERS = int(os.environ.get("STORM_CARERS") or 12)
BY = (os.environ.get("STORM_SMS") or "twilio").split()


@pytest.fixture(params=BY)
def house(request, empty_home, tmp_path, monkeypatch, django_db_blocker):
    house = House(tmp_path / "home", empty_home, request.param)
    for name, value in house.settings.items():
        monkeypatch.setenv(name, value)
    with django_db_blocker.unblock(), house.database():
        try:
            house.begin()
            yield house
        finally:
            house.close()


def test_nothing_is_lost_or_doubled_in_a_storm(house):
    storm = Storm(house, SEED, SECONDS, CARERS)
    storm.blow()
    storm.settle()
    storm.last_words()
    storm.settle()
    figures = f"{dict(storm.counts)} danger took {storm_checks.danger_took(storm)} s"
    (house.home / "figures.txt").write_text(figures)  # for who plays a long one
    assert list(storm_checks.faults(storm)) == []
    house.check()
