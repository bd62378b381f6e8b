"""Every address of the desk, for everybody: not signed in, without a second factor, in each role, and in another team.

A new address needs a row here, which says whom it is for. What is not for somebody is not there for them: 404.
"""

from contextlib import contextmanager

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.utils import timezone

from hub.adviser_desk import access, urls
from hub.conversations import dangers, views_audit
from hub.conversations.models import AuditEntry, Callback, Conversation
from hub.conversations.models.canned import CannedAnswer, CannedVersion
from hub.conversations.models.team import ADVISER, AUDITOR, MANAGER, ROLES, SUPERVISOR
from hub.having_a_say.models import Done
from tests.hub.adviser_desk.door import signed_in

pytestmark = pytest.mark.django_db
ANSWERS, REVIEWER = (ADVISER, SUPERVISOR), "reviewer"
DOOR = "the door"  # whoever comes, signed in or not
EVERYBODY = (*ROLES, REVIEWER)  # even without a second factor: to set one up

# address: (method, whom it is for). A reference in the address: only those of its team.
ROWS = {
    "login/": ("get", DOOR),
    "logout/": ("post", DOOR),
    "welcome/<int:number>/<str:token>/": ("get", DOOR),
    "single-sign-on/": ("get", DOOR),
    "single-sign-on/back/": ("get", DOOR),
    "second-factor/code/": ("get", DOOR),
    "second-factor/": ("get", EVERYBODY),
    "second-factor/app": ("post", EVERYBODY),
    "second-factor/passkey": ("post", EVERYBODY),
    "second-factor/remove": ("post", EVERYBODY),
    "second-factor/recovery-codes/": ("get", EVERYBODY),
    "safeguarding/": ("get", (SUPERVISOR, REVIEWER)),
    "safeguarding/own": ("post", (SUPERVISOR, REVIEWER)),
    "safeguarding/end": ("post", (SUPERVISOR, REVIEWER)),
    "safeguarding/mark": ("post", (SUPERVISOR, REVIEWER)),
    "safeguarding/propose": ("post", (SUPERVISOR, REVIEWER)),
    "password/": ("get", ROLES),
    "": ("get", ROLES),
    "take": ("post", ANSWERS),
    "available": ("post", ANSWERS),
    "live": ("post", ROLES),
    "c/<str:ref>/": ("get", ROLES),
    "c/<str:ref>/take": ("post", ANSWERS),
    "c/<str:ref>/take-over": ("post", ANSWERS),
    "c/<str:ref>/priority": ("post", ANSWERS),
    "c/<str:ref>/reply": ("post", ANSWERS),
    "c/<str:ref>/keep": ("post", ANSWERS),
    "c/<str:ref>/draft": ("post", ANSWERS),
    "c/<str:ref>/texts": ("post", ANSWERS),
    "c/<str:ref>/note": ("post", ANSWERS),
    "c/<str:ref>/transfer": ("post", ANSWERS),
    "c/<str:ref>/return": ("post", ANSWERS),
    "c/<str:ref>/hand-back": ("post", ANSWERS),
    "c/<str:ref>/close": ("post", ANSWERS),
    "c/<str:ref>/reopen": ("post", ANSWERS),
    "c/<str:ref>/offer": ("get", ANSWERS),
    "texts/": ("get", (SUPERVISOR,)),
    "holds/": ("get", (SUPERVISOR, MANAGER)),
    "search/": ("get", ROLES),
    "c/<str:ref>/canned": ("post", ANSWERS),
    "canned/": ("get", ANSWERS),
    "canned/write": ("post", (SUPERVISOR,)),
    "canned/<int:number>/approve": ("post", (SUPERVISOR,)),
    "canned/<int:number>/retire": ("post", (SUPERVISOR,)),
    "scripts/": ("get", ANSWERS),
    "scripts/<str:topic>/": ("get", ANSWERS),
    "metrics/": ("get", (SUPERVISOR, MANAGER)),
    **dict.fromkeys(("evidence/", "evidence/coverage/", "evidence/ageing/", "evidence/unmet/"), ("get", (MANAGER,))),
    **dict.fromkeys(("evidence/review/", "evidence/review/pdf", "evidence/review/spreadsheet"), ("get", (MANAGER,))),
    "having-a-say/": ("get", (MANAGER,)),
    "having-a-say/write": ("post", (MANAGER,)),
    "having-a-say/<int:number>/release": ("post", (MANAGER,)),
    "having-a-say/<int:number>/withdraw": ("post", (MANAGER,)),
    "audit/": ("get", (AUDITOR,)),
    "offer/": (
        "get",
        (MANAGER,),
    ),  # and editors; the addresses below it: tests/hub/publishing/test_who_keeps_the_offer.py
    "callbacks/": ("get", ROLES),
    "callbacks/<int:number>/own": ("post", ANSWERS),
    "callbacks/<int:number>/tried": ("post", ANSWERS),
    "callbacks/<int:number>/done": ("post", ANSWERS),
    "callbacks/<int:number>/unreachable": ("post", ANSWERS),
}
FIELDS = {"canned/write": {"team": "kinship"}, "live": {"after": "0"}}
POLLED = {"live"}  # the browser asks by itself: 403 without words, where a page is sent to sign in
SET_UP = {"second-factor/", "second-factor/app", "second-factor/passkey", "second-factor/remove"} | {
    "second-factor/recovery-codes/"
}
ALL_ROUTES = {str(each.pattern) for each in urls.urlpatterns}
ROUTES = sorted(ALL_ROUTES & set(ROWS))
POSTED = [each for each in ROUTES if ROWS[each][0] == "post"]
OF_A_CASE = [each for each in ROUTES if "<str:ref>" in each or each.startswith(("callbacks/<", "canned/<"))]


@pytest.fixture(autouse=True)
def without_paper(settings):
    """Whom a PDF is for is asked here; making it takes a second each time, and is tested where it is made."""
    settings.KINSHIP_PDF = "no.such.door"


@pytest.fixture
def people(works, django_user_model):
    made = {role: works(role.capitalize(), role) for role in ROLES}
    made[REVIEWER] = django_user_model.objects.create_user("reviewer", is_staff=True)
    made[REVIEWER].user_permissions.add(Permission.objects.get(codename="review_dangers"))
    return made


def number_of(route, case):
    """Of the call that the carer of this conversation asked for; or of words that its team keeps ready."""
    now = timezone.now()
    if route.startswith("callbacks/"):
        times = {"requested_at": now, "due_on": now.date(), "due_at": now}
        return Callback.objects.get_or_create(conversation=case, defaults=times)[0].pk
    if route.startswith("having-a-say/"):
        user, _ = get_user_model().objects.get_or_create(username="writer")
        return Done.objects.create(council="exampleshire", said="x", did="y", written_at=now, written_by=user).pk
    answer, _ = CannedAnswer.objects.get_or_create(team=case.team, title="Words", defaults={"created_at": now})
    writer, _ = get_user_model().objects.get_or_create(username="writer")
    words = {"body": "words", "source_url": "https://example.org/", "review_on": now.date(), "written_at": now}
    count = answer.versions.count() + 1
    return CannedVersion.objects.create(answer=answer, number=count, written_by=writer, **words).pk


def address_of(route, case):
    """The address for this conversation, or for what belongs to it."""
    ref = getattr(case, "ref", case)
    if "/<int:number>/" in route and route.startswith(("callbacks/", "canned/", "having-a-say/")):
        route = route.replace("<int:number>", str(number_of(route, case)))
    route = route.replace("<str:topic>", "first_days")
    return "/desk/" + route.replace("<str:ref>", ref).replace("<int:number>/<str:token>", "1/made-up")


def ask(client, route, case):
    return getattr(client, ROWS[route][0])(address_of(route, case), FIELDS.get(route, {}))


def is_there(client, route, case):
    with tried():
        return ask(client, route, case).status_code != 404


@contextmanager
def tried():
    """What is done inside is undone, so that each address and each person meet the same desk."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def whither(response):
    return response.headers.get("Location", "").split("?")[0]


def test_every_address_has_a_row():
    missing = ALL_ROUTES - set(ROWS)
    assert not missing, f"Say in ROWS whom these addresses are for: {sorted(missing)}"


def test_whom_an_address_is_for(people, begin):
    case, faults = begin(), []
    for route in (each for each in ROUTES if ROWS[each][1] != DOOR):
        for name, user in people.items():
            with tried():
                response = ask(signed_in(user), route, case)
                refused = response.status_code == 404 or "/login/" in whither(response)
                if refused != (name not in ROWS[route][1]):
                    faults.append(f"{route} for {name}: {response.status_code} {whither(response)}")
    assert not faults


def test_who_is_not_signed_in_gets_no_further_than_the_door(begin):
    case, faults = begin(), []
    for route in ROUTES:
        with tried():
            response = ask(Client(), route, case)
            if ROWS[route][1] == DOOR:
                stopped = response.status_code in (200, 302, 303, 404)
            elif route in POLLED:
                stopped = (response.status_code, response.content) == (403, b"")
            else:
                stopped = response.status_code in (302, 303) and whither(response) == "/desk/login/"
            if not stopped:
                faults.append(f"{route}: {response.status_code} {whither(response)}")
    assert not faults


def test_without_a_second_factor_there_is_nothing_but_setting_one_up(people, begin):
    case, faults = begin(), []
    for route in (each for each in ROUTES if ROWS[each][1] != DOOR and each not in SET_UP):
        for name, user in people.items():
            with tried():
                response = ask(signed_in(user, second_factor=""), route, case)
                sent = (response.status_code, whither(response))
                if sent != ((403, "") if route in POLLED else (302, "/desk/second-factor/")):
                    faults.append(f"{route} for {name}: {sent}")
    assert not faults


def test_a_case_of_another_team_is_not_there(works, begin, charity):
    case, faults = begin(), []
    for role in ROLES:
        client = signed_in(works(f"Kit {role}", role, team=charity))
        for route in OF_A_CASE:
            with tried():
                if ask(client, route, case).status_code != 404:
                    faults.append(f"{route} for {role}: there")
                as_it_was = Conversation.objects.get(pk=case.pk)
                if (as_it_was.version, as_it_was.assignee) != (case.version, None):
                    faults.append(f"{route} for {role}: changed it")
                if AuditEntry.objects.filter(action="viewed").exists():
                    faults.append(f"{route} for {role}: saw it")
    assert not faults


def test_a_role_counts_only_in_its_own_team(works, begin, charity):
    """Who advises in one team and audits another cannot act in the second."""
    from hub.conversations.models import Membership

    both, faults = works("Both", ADVISER), []
    Membership.objects.create(user=both, team=charity, role=AUDITOR)
    case = begin(charity)
    for route in OF_A_CASE:
        with tried():
            if (ask(signed_in(both), route, case).status_code == 404) != (AUDITOR not in ROWS[route][1]):
                faults.append(route)
    assert not faults


def test_a_case_that_never_was_is_not_there(people):
    client = signed_in(people[SUPERVISOR])
    made_up = ("ZZZZZZZZ", "x", "..%2f", "%00", "é")
    found = [(each, ref) for each in ROUTES if "<str:ref>" in each for ref in made_up if is_there(client, each, ref)]
    assert not found


def test_what_was_erased_is_not_there(people, begin):
    from hub.conversations import erasure

    case = begin()
    erasure.erase(case.pk)
    assert ask(signed_in(people[SUPERVISOR]), "c/<str:ref>/", case).status_code == 404


def test_somebody_with_an_account_and_no_place_is_let_in_nowhere(django_user_model, begin):
    stranger = signed_in(django_user_model.objects.create_user("stranger"))
    case = begin()
    found = {route: ask(stranger, route, case).status_code for route in ROUTES if ROWS[route][1] != DOOR}
    assert {code for route, code in found.items() if route not in POLLED} == {404}


def test_nothing_changes_by_a_link(people, begin):
    case, faults = begin(), []
    for route in POSTED:
        whose = SUPERVISOR if SUPERVISOR in ROWS[route][1] else MANAGER
        with tried():
            response = signed_in(people[whose]).get(address_of(route, case))
            if response.status_code != 405:
                faults.append(f"{route}: {response.status_code}")
    assert not faults


def test_a_post_without_the_token_of_our_page_is_refused(people, begin):
    case, faults = begin(), []
    client = signed_in(people[SUPERVISOR], enforce_csrf_checks=True)
    for route in POSTED:
        with tried():
            response = ask(client, route, case)
            if response.status_code != 403 or Conversation.objects.get(pk=case.pk).version != case.version:
                faults.append(f"{route}: {response.status_code}")
    assert not faults


class TestWhoseDanger:
    def test_a_supervisor_sees_the_dangers_of_their_teams_only(self, works, begin, charity):
        ours, theirs = (
            begin(text="my partner is hitting me right now"),
            begin(charity, "my partner is hitting me right now"),
        )
        seen = {each.conversation.ref for each in access.dangers_of(works("Sue", SUPERVISOR), dangers.all_open())}
        assert seen == {ours.ref}
        guest = works("Guest", SUPERVISOR, team=charity)
        assert {each.conversation.ref for each in access.dangers_of(guest, dangers.all_open())} == {theirs.ref}
        response = signed_in(guest).post("/desk/safeguarding/own", {"ref": ours.ref})
        assert response.status_code == 400
        assert not [each for each in dangers.all_open() if each.owner]

    def test_the_lead_sees_all(self, people, begin, charity):
        begin(text="my partner is hitting me right now"), begin(charity, "my partner is hitting me right now")
        assert access.dangers_of(people[REVIEWER], dangers.all_open()).count() == 2


class TestViewsAreWrittenDown:
    def test_a_view_is_an_entry_and_the_same_page_again_is_none(self, people, begin):
        case, client = begin(), signed_in(people[MANAGER])
        for _ in range(3):
            assert ask(client, "c/<str:ref>/", case).status_code == 200
        entries = AuditEntry.objects.filter(action="viewed", actor=f"user:{people[MANAGER].pk}")
        assert [each.conversation_ref for each in entries] == [case.ref]

    def test_each_person_and_each_page_has_its_own(self, people, begin):
        case, other = begin(), begin()
        assert views_audit.viewed(people[MANAGER], case, "conversation")
        assert not views_audit.viewed(people[MANAGER], case, "conversation")
        assert views_audit.viewed(people[AUDITOR], case, "conversation")
        assert views_audit.viewed(people[MANAGER], other, "conversation")
        assert views_audit.viewed(people[MANAGER], case, "summary")
        assert AuditEntry.objects.filter(action="viewed").count() == 4
