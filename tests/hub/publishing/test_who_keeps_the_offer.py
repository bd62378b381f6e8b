"""Who finds the pages at which the offer is edited: managers and editors, each with a second factor; for others they are not there."""

import re

import pytest
from django.test import Client

from hub.adviser_desk.offer_editing import form, urls
from hub.conversations.models import Membership, Team
from hub.conversations.models.team import ROLES
from hub.conversations.words import offer_desk_words
from hub.publishing import states
from hub.publishing.models import Draft
from kinship import offer_schema
from kinship.offer_writing import ORDER
from tests.hub.adviser_desk.door import signed_in
from tests.hub.publishing.conftest import ENTRY, TOPIC

pytestmark = pytest.mark.django_db
POSTED = (
    "new",
    "bring",
    "accept",
    "save",
    "look",
    "bring-in",
    "approve",
    "send-back",
    "drop",
    "undo",
    "change",
    "take-out",
)
KEEPERS = ("manager", "lee")


def address(pattern, draft):
    filled = {"change": str(draft.pk), "upload": "1", "topic": TOPIC, "entry": ENTRY}
    return "/desk/offer/" + re.sub(r"<\w+:(\w+)>", lambda hole: filled[hole[1]], str(pattern))


def test_for_whom_each_address_is_there(okafor, lee, changed, django_user_model):
    draft, people = changed(), {"lee": lee}
    for role in ROLES:
        people[role] = django_user_model.objects.create_user(f"a {role}", is_staff=True)
        Membership.objects.create(user=people[role], team=Team.objects.get(), role=role)
    clients = {name: signed_in(user) for name, user in people.items()}
    bare, stranger, unmarked = signed_in(lee, second_factor=""), Client(), signed_in(okafor, enforce_csrf_checks=True)
    faults = []
    for each in urls.urlpatterns:
        posts, at = str(each.pattern).rsplit("/", 1)[-1] in POSTED, address(each.pattern, draft)
        for name, client in clients.items():
            response = client.post(at) if posts else client.get(at)
            there = response.status_code != 404 or (
                name in KEEPERS and "sheet/1/" in at
            )  # nobody brought that one back
            if there != (name in KEEPERS):
                faults.append(f"{at} {name}: {response.status_code}")
        for client, wanted in ((bare, "/desk/second-factor/"), (stranger, "/desk/login/")):
            response = client.post(at) if posts else client.get(at)
            if wanted not in response.headers.get("Location", ""):
                faults.append(f"{at} {wanted}: {response.status_code}")
        if posts and unmarked.post(at).status_code != 403:
            faults.append(f"{at}: a POST without our token")
    assert not faults
    assert {each.state for each in Draft.objects.all()} <= {
        "waiting",
        "draft",
        "dropped",
    }  # nothing went live by asking


def test_the_council_that_is_served_sees_its_own_changes_only(manager, changed):
    draft = changed()
    Draft.objects.filter(pk=draft.pk).update(council="elsewhere")
    assert manager.client.get(f"/desk/offer/changes/{draft.pk}/").status_code == 404
    assert "Waiting for a second person" not in manager.open("/desk/offer/").text


def test_each_field_has_a_label_each_id_is_there_once_and_its_faults_are_told_with_it(manager, changed):
    draft = changed(sent=False, what="A placement!", contact={"name": "X", "phone": "12ab"})
    page = manager.open(f"/desk/offer/changes/{draft.pk}/")
    labelled = {has["for"] for has in page.all("label") if has.get("for")}
    fields = [
        has
        for tag in ("input", "select", "textarea")
        for has in page.all(tag)
        if has.get("type") not in ("hidden", "checkbox")
    ]
    assert [has for has in fields if has["id"] not in labelled] == []
    ids = [has["id"] for _, has in page.elements if has.get("id")]
    assert len(ids) == len(set(ids)) and all(each["label"].strip() for each in page.buttons)
    (what,) = page.all("textarea", name="what")
    assert what["aria-invalid"] == "true" and all(each in ids for each in what["aria-describedby"].split())


def test_the_words_the_states_and_the_fields_are_the_same_lists(content):
    said = offer_desk_words()
    assert set(said["states"]) == set(states.STATES) and set(said["steps"]) - {"nobody"} == set(states.STEPS)
    shown = set(form.ORDER) | {"last_day"}
    assert shown <= set(said["fields"]) and shown - {"last_day"} <= set(said["helps"])
    assert set(ORDER) == set(offer_schema._ENTRY_KNOWN)
