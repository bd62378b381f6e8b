"""A hub in which somebody hostile has written into everything that is kept, and everybody who works there looks at it."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Permission
from django.test import Client, override_settings
from django.utils import timezone

from hub.conversations import limits, tokens, transcript, transitions
from hub.conversations.transitions import Inbound
from hub.demo import content, people, tales, telling
from hub.demo.tales import Tale
from hub.leaflets import pdf
from hub.web_chat import leaving
from tests.hub.adviser_desk.door import signed_in
from tests.hub.scan import hostile
from tests.hub.scan.crawl import Crawl, Visitor

# One conversation for each thing that a page of the desk can show, of those of the demo (hub/demo/tales.yml).
TOLD = (
    "danger, an emergency",
    "neighbours, arranged",
    "Sam's, waits for",
    "Sam's, with a draft",
    "Robin's, with a danger",
    "a call due, with",
    "closed, answered",
    "passed to another team",
)
WRITTEN = {"says", "notes", "drafts", "answers"}
ROLES = {
    "robin": "a supervisor",
    "jo": "another supervisor",
    "sam": "an adviser",
    "noor": "an auditor",
    "maya": "a manager",
    "lee": "the safeguarding lead",
}
CHOICES = [
    {"id": "who_arranged=parent_or_family", "label": f"The family {hostile.MARKUP}"},
    {"id": "not_sure", "label": "Not sure"},
]


def spoilt(tale: Tale) -> Tale:
    """The tale, in which every word that somebody writes ends in markup."""
    steps = [
        replace(step, what=f"{step.what} {hostile.EVERYTHING}") if step.act in WRITTEN else step for step in tale.steps
    ]
    return Tale(tale.name, steps)


@pytest.fixture(scope="module")
def crawled(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole crawl, once; each test looks at one thing in it."""
    from django.db import transaction

    folder = tmp_path_factory.mktemp("content")
    patch = pytest.MonkeyPatch()
    with django_db_blocker.unblock(), override_settings(**_settings(folder)), transaction.atomic():
        try:
            _quick(patch)
            yield _crawl(folder)
        finally:
            patch.undo()
            transaction.set_rollback(True)


def _settings(folder):
    from django.conf import settings

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    return {
        "KINSHIP_CONTENT": folder,
        "KINSHIP_SMS": "notify",
        "KINSHIP_WHATSAPP": "twilio",
        "KINSHIP_NOTIFY": {**settings.KINSHIP_NOTIFY, "tokens": ["a token that we gave to notify"]},
        "KINSHIP_TWILIO": {**settings.KINSHIP_TWILIO, "account": "AC" + "0" * 32, "tokens": ["a token of twilio"]},
        "STORAGES": {**settings.STORAGES, **plain},
    }


def _quick(patch):
    """Nobody is held back for asking too often (tests/hub/conversations holds that), and nobody waits for a worker."""
    patch.setattr(limits, "allow", lambda kind, key: True)
    patch.setattr(limits, "is_spent", lambda kind, key: False)
    patch.setattr(leaving, "erase_later", lambda posted: None)
    patch.setattr(pdf, "render_pdf", lambda *_, **__: b"%PDF-1.7")  # tests/hub/leaflets holds the real one
    patch.setattr(transcript, "wait_for_reply", _reply)


def _reply(conversation_id, seconds):
    """The assistant answers at once, with choices, and says again what it was told."""
    from hub.conversations import turns

    while claimed := turns.claim_next("scan", 30):
        said = {"text": f"You said: {claimed.text} {hostile.EVERYTHING}", "choices": CHOICES, "custom": {}}
        turns.commit_reply(claimed, {"ok": True, "messages": [said], "story": {"talk": {"n": 1}}})
    return True


def _crawl(folder) -> Crawl:
    from django.contrib.auth import get_user_model

    said = tales.read()
    content.open_day_and_night(folder, said["always"])
    people.make(said["teams"], said["people"])
    lead = get_user_model().objects.create_user("lee", is_staff=True)
    lead.user_permissions.add(Permission.objects.get(codename="review_dangers"))
    told = [spoilt(each) for each in tales.told(timezone.now()) if each.name.startswith(TOLD)]
    assert len(told) == len(TOLD)
    telling.tell(told, there=said["there"], stays=said["stays"], silent=said["silent"])
    crawl, everybody = Crawl(), people.by_name()
    crawl.walk(a_carer(), ["/chat/", "/demo/", "/offer/", "/offer/paper/", "/open-data/v3/"])
    crawl.knock(Visitor("anybody", browser()), hostile.BODIES)
    crawl.walk(Visitor("nobody yet", browser()), ["/desk/", "/desk/login/"])
    for name, role in ROLES.items():
        again = lambda user=everybody[name]: signed_in(user, raise_request_exception=False)  # noqa: E731
        crawl.walk(Visitor(role, again(), again), ["/desk/", "/desk/second-factor/"])
    supervises = lambda: signed_in(everybody["robin"], raise_request_exception=False)  # noqa: E731
    crawl.knock(Visitor("a supervisor", supervises(), supervises))
    return crawl


def browser() -> Client:
    return Client(raise_request_exception=False)


def a_carer() -> Visitor:
    """Somebody who always has a chat that is open."""

    def live() -> str:
        begun = transitions.begin(
            "web", Inbound(key=str(timezone.now().timestamp()), text=hostile.EVERYTHING), "exampleshire"
        )
        _reply(None, 0)
        return tokens.issue(begun.conversation_id)

    def renew(form):
        if not any(each.name == "token" for each in form.fields):
            return form
        fields = (replace(each, value=live()) if each.name == "token" else each for each in form.fields)
        return replace(form, fields=tuple(fields))

    return Visitor("a carer", browser(), renew=renew)
