"""The open data at its door: the addresses of Open Referral UK, open to any page, kept by its mark; and taken in as drafts."""

import json
import shutil
from io import StringIO

import httpx
import pytest
from django.core.management import CommandError, call_command

from hub.open_data import fetching
from hub.publishing.models import Draft

ROOT = "/open-data/v3"
LISTS = ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms")


def test_the_root_says_which_standard_this_is(client):
    said = client.get(f"{ROOT}/").json()
    assert said["version"] == "3.0" and said["openapi_url"] == "http://localhost:8000/open-data/v3/openapi.json"
    described = client.get(f"{ROOT}/openapi.json").json()["paths"]
    assert set(described) == {"/", *(f"/{name}" for name in LISTS), *(f"/{name}/{{id}}" for name in LISTS)}


@pytest.mark.parametrize("name", LISTS)
def test_each_list_and_each_thing_in_it(client, name):
    found = client.get(f"{ROOT}/{name}?per_page=3").json()
    assert found["size"] == len(found["contents"]) == 3 and found["page_number"] == 1 and not found["empty"]
    for each in found["contents"]:
        assert client.get(f"{ROOT}/{name}/{each['id']}").json()["id"] == each["id"]


@pytest.mark.parametrize(
    "asked, status",
    [
        ("/services?page=0", 400), ("/services?per_page=many", 400), ("/services?postcode=EX1%201EX", 400),
        ("/services/none", 404), ("/services/%3Cscript%3E", 404), ("/services?page=999999", 200), ("/services?search=%00", 200),
        ("/services?search=" + "a" * 3000, 200), ("/taxonomies?page=x", 400), ("/services?day=MO", 200),
    ],
)  # fmt: skip
def test_odd_questions_have_plain_answers(client, asked, status):
    answer = client.get(ROOT + asked)
    assert answer.status_code == status and answer["Content-Type"] == "application/json"
    json.loads(answer.content)


def test_any_page_may_read_it_and_keep_it_and_nobody_gets_a_cookie(client):
    first = client.get(f"{ROOT}/services")
    assert first["Access-Control-Allow-Origin"] == "*" and "Access-Control-Allow-Credentials" not in first
    assert "max-age" in first["Cache-Control"] and not first.cookies
    assert client.get(f"{ROOT}/services", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.post(f"{ROOT}/services").status_code == 405
    assert "Access-Control-Allow-Origin" not in client.get("/chat/")


def test_a_change_of_the_words_is_in_the_next_answer(client, settings, tmp_path):
    shutil.copytree(settings.KINSHIP_CONTENT / "offer_content", tmp_path / "offer_content")
    (tmp_path / "offer_content" / "open_data.yml").unlink()  # a folder that was copied for an earlier version
    settings.KINSHIP_CONTENT = tmp_path
    before = client.get(f"{ROOT}/services?search=Saturday+Club")
    file = tmp_path / "offer_content" / "exampleshire" / "support_groups_and_training.yml"
    file.write_text(file.read_text("utf-8").replace("title: Saturday Club", "title: Saturday Club and Tea"), "utf-8")
    after = client.get(f"{ROOT}/services?search=Saturday+Club")
    assert "Saturday Club and Tea" in after.json()["contents"][0]["name"] and after["ETag"] != before["ETag"]


def test_a_new_council_is_started_and_its_hour_is_told(settings, tmp_path):
    shutil.copytree(settings.KINSHIP_CONTENT / "offer_content", tmp_path / "offer_content")
    settings.KINSHIP_CONTENT = tmp_path
    out = StringIO()
    call_command("new_council", "Testshire", stdout=out)
    told = out.getvalue()
    assert "offer_content/testshire/. " in told and "still to fill" in told and told.count("\n- Minutes") == 6
    with pytest.raises(CommandError, match="is there already. Nothing was changed."):
        call_command("new_council", "Testshire", stdout=out)


# Taken in -------------------------------------------------------------------------------------------------------------

THEIRS = {
    "id": "1",
    "name": "Grandparents' Coffee Morning",
    "description": "Coffee and a chat.",
    "status": "active",
    "organization": {"name": "A Charity", "website": "https://a.example"},
}


def taken_in(source, *options):
    out = StringIO()
    call_command("import_open_referral", str(source), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def feed_file(tmp_path):
    def write(value):
        path = tmp_path / "feed.json"
        path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
        return path

    return write


@pytest.mark.django_db
def test_somebody_elses_help_becomes_a_draft_that_says_what_it_lacks(feed_file):
    said = taken_in(feed_file({"contents": [THEIRS, {"id": "2"}]}), "--topic", "support_groups_and_training")
    [draft] = Draft.objects.all()
    assert (draft.council, draft.topic, draft.origin) == (
        "exampleshire",
        "support_groups_and_training",
        "open_referral",
    )
    assert draft.entry["title"] == THEIRS["name"] and "decides" not in draft.entry and "contact" in draft.why
    assert "It did not say: need, arrangements" in said and "drafts: 1, as we have them: 0, left: 1" in said


@pytest.mark.django_db
def test_our_own_feed_changes_nothing_and_one_change_in_it_is_one_draft(tmp_path):
    call_command("export_open_referral", "--to", str(tmp_path), stdout=StringIO())
    assert "drafts: 0, " in taken_in(tmp_path).splitlines()[-1] and not Draft.objects.exists()
    file = next(path for path in (tmp_path / "services").glob("*.json") if '"tea_and_talk"' in path.read_text("utf-8"))
    file.write_text(
        file.read_text("utf-8").replace('"name": "Tea and Talk, and other groups"', '"name": "Tea"'), "utf-8"
    )
    taken_in(tmp_path)
    [draft] = Draft.objects.all()
    assert draft.entry_id == "tea_and_talk" and draft.entry["title"] == "Tea"
    assert {key for key in draft.entry if draft.entry[key] != draft.base[key]} == {"title"}


@pytest.mark.django_db
def test_a_feed_at_an_address_is_read_page_by_page(monkeypatch):
    """Their lists are short, so each record is asked for whole; a feed that goes astray brings nothing in."""
    pages = {
        "1": {"contents": [{"id": "a", "name": "A"}], "last_page": False},
        "2": {"contents": [{"id": "b", "name": "B"}]},
    }

    def answer(request):
        if request.url.path.endswith("/services"):
            return httpx.Response(200, json=pages[request.url.params["page"]])
        return httpx.Response(200, json=THEIRS | {"id": request.url.path[-1], "name": f"Whole {request.url.path[-1]}"})

    real = httpx.Client
    monkeypatch.setattr(fetching.httpx, "Client", lambda **kept: real(transport=httpx.MockTransport(answer), **kept))
    said = taken_in("https://feed.example/v3/", "--topic", "education")
    assert "Draft: Whole a" in said and "Draft: Whole b" in said


@pytest.mark.django_db
@pytest.mark.parametrize("content, fault", [("<html>", "is not JSON"), (None, "No such file"), ({"contents": []}, "")])
def test_a_feed_that_is_none_is_refused_in_words(feed_file, tmp_path, content, fault):
    source = feed_file(content) if content is not None else tmp_path / "missing.json"
    if not fault:
        assert "drafts: 0, as we have them: 0, left: 0" in taken_in(source)
        return
    with pytest.raises(CommandError, match=fault):
        taken_in(source)
    assert not Draft.objects.exists()
