"""Searching the offer by words and topic: what serves the family first, what is for others only when asked for."""

from datetime import date

import pytest

from kinship import local_offer, offer_search
from kinship.story import Story

TODAY = date(2026, 11, 22)
SGO = {"child_age": "9", "order_in_force": ["special_guardianship_order"], "order_names_carer": "yes"}


@pytest.fixture(scope="module")
def shelf():
    return local_offer.shelf("exampleshire")


@pytest.fixture(scope="module")
def guardian():
    return Story.from_json({"children": [{"facts": SGO}]})


@pytest.mark.parametrize(
    "words, first",
    [
        ("child benefit", "Child Benefit"),
        ("Child-Benefit!", "Child Benefit"),
        ("benefit check", "Free benefits check"),
        (
            "family allowance",
            "Free benefits check",
        ),  # as carers say it: the need is found, the council's own comes first
    ],
)
def test_the_likeliest_comes_first(shelf, guardian, words, first):
    assert offer_search.search(shelf, guardian, TODAY, words=words)[0].offered.entry["title"] == first


def test_every_word_must_be_there(shelf, guardian):
    assert offer_search.search(shelf, guardian, TODAY, words="benefit zebedee") == []


def test_without_words_all_of_a_topic_and_without_a_topic_all(shelf, guardian):
    of_topic = offer_search.search(shelf, guardian, TODAY, topic="financial_support")
    everything = offer_search.search(shelf, guardian, TODAY)
    assert {each.topic for each in of_topic} == {"financial_support"} and len(of_topic) < len(everything)
    assert {each.topic for each in everything} == set(shelf.topics())
    assert offer_search.search(shelf, guardian, TODAY, topic="nonsense") == []


def test_what_serves_them_is_what_the_carer_would_be_told(shelf, guardian):
    for topic in shelf.topics():
        told = shelf.find(topic, ["special_guardianship_order"], guardian.facts_of(0), (), TODAY).entries
        found = offer_search.search(shelf, guardian, TODAY, topic=topic)
        assert {each.offered.entry["id"] for each in found} == {each.entry["id"] for each in told}


def test_others_come_last_and_none_twice(shelf, guardian):
    own = offer_search.search(shelf, guardian, TODAY, topic="financial_support")
    all_ = offer_search.search(shelf, guardian, TODAY, topic="financial_support", others=True)
    assert all_[: len(own)] == own and not any(each.children for each in all_[len(own) :])
    assert len({each.key for each in all_}) == len(all_) > len(own)


def test_a_piece_is_found_again_by_its_key(shelf, guardian):
    for each in offer_search.search(shelf, guardian, TODAY, others=True):
        assert offer_search.by_key(shelf, guardian, TODAY, each.key) == each
    for key in ("", "financial_support", "financial_support/england/none", "nonsense/england/child_benefit"):
        assert offer_search.by_key(shelf, guardian, TODAY, key) is None
