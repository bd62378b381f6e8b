"""Answers a team has approved: written by one supervisor, approved by another, in use until the day they must be looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from hub.conversations import ledger
from hub.conversations.models import CannedAnswer, CannedVersion, Team

LONGEST_TITLE, LONGEST, LONGEST_ADDRESS = 100, 3000, 300  # characters


class Incomplete(ValueError):
    """A field is missing or cannot be so. `field`: title, body, source_url or review_on."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class OwnWords(PermissionError):
    """Nobody approves what they wrote."""


class NoSuchAnswer(LookupError):
    """There is no such version, or its answer is no longer kept."""


@dataclass(frozen=True)
class Written:
    """What the form gave."""

    title: str
    body: str
    source_url: str
    review_on: date | None


@dataclass(frozen=True)
class Answer:
    """An answer of a team: the version in use (None: none is approved yet), and a newer one that waits to be approved."""

    row: CannedAnswer
    in_use: CannedVersion | None
    proposed: CannedVersion | None
    versions: list[CannedVersion] = field(default_factory=list)


def of(teams: Iterable[Team]) -> list[Answer]:
    """The answers these teams keep, by title."""
    rows = CannedAnswer.objects.filter(team__in=list(teams), retired_at__isnull=True).select_related("team")
    return [_answer(row) for row in rows.order_by("title", "pk").prefetch_related("versions")]


def insertable(version: CannedVersion | None, today: date) -> bool:
    """Whether it may be put into a draft: approved, and not past the day on which it must be looked at again."""
    return version is not None and version.approved_at is not None and version.review_on >= today


def in_use(version_id: int, teams: Iterable[Team], today: date) -> CannedVersion:
    """The version that is to be put into a draft. Raises NoSuchAnswer where it is not in use in these teams today."""
    for answer in of(teams):
        if answer.in_use and answer.in_use.pk == version_id and insertable(answer.in_use, today):
            return answer.in_use
    raise NoSuchAnswer(str(version_id))


@transaction.atomic
def write(user, team: Team, written: Written, answer_id: int | None = None) -> CannedVersion:
    """A new answer of a team, or a new version of one. It is used only when another supervisor has approved it.

    Raises Incomplete, NoSuchAnswer.
    """
    _check(written)
    now = timezone.now()
    if answer_id is None:
        answer = CannedAnswer.objects.create(team=team, title=written.title.strip(), created_at=now)
    else:
        answer = CannedAnswer.objects.select_for_update().filter(pk=answer_id, team=team, retired_at=None).first()
        if answer is None:
            raise NoSuchAnswer(str(answer_id))
        answer.title = written.title.strip()
        answer.save()
    version = CannedVersion.objects.create(
        answer=answer,
        number=answer.versions.count() + 1,
        body=written.body.strip(),
        source_url=written.source_url.strip(),
        review_on=written.review_on,
        written_by=user,
        written_at=now,
    )
    _record(user, "canned_written", version)
    return version


@transaction.atomic
def approve(user, version_id: int, teams: Iterable[Team]) -> None:
    """It may be used from now on. Raises OwnWords, NoSuchAnswer."""
    version = _kept(version_id, teams)
    if version.written_by_id == user.pk:
        raise OwnWords(str(version_id))
    if version.approved_at is None:
        version.approved_by, version.approved_at = user, timezone.now()
        version.save()
        _record(user, "canned_approved", version)


@transaction.atomic
def retire(user, version_id: int, teams: Iterable[Team]) -> None:
    """The answer is used no more. Raises NoSuchAnswer."""
    version = _kept(version_id, teams)
    CannedAnswer.objects.filter(pk=version.answer_id).update(retired_at=timezone.now())
    _record(user, "canned_retired", version)


def _answer(row: CannedAnswer) -> Answer:
    versions = sorted(row.versions.all(), key=lambda each: each.number)
    approved = [each for each in versions if each.approved_at]
    newest = versions[-1] if versions else None
    return Answer(
        row, approved[-1] if approved else None, newest if newest and not newest.approved_at else None, versions
    )


def _kept(version_id: int, teams: Iterable[Team]) -> CannedVersion:
    rows = CannedVersion.objects.filter(pk=version_id, answer__team__in=list(teams), answer__retired_at__isnull=True)
    version = rows.select_related("answer").first()
    if version is None:
        raise NoSuchAnswer(str(version_id))
    return version


def _check(written: Written) -> None:
    if not 0 < len(written.title.strip()) <= LONGEST_TITLE:
        raise Incomplete("title")
    if not 0 < len(written.body.strip()) <= LONGEST:
        raise Incomplete("body")
    if not _is_address(written.source_url.strip()):
        raise Incomplete("source_url")
    if written.review_on is None or written.review_on <= timezone.localdate():
        raise Incomplete("review_on")


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    plain = not any(each.isspace() for each in address)
    return parts.scheme == "https" and bool(parts.hostname) and plain and len(address) <= LONGEST_ADDRESS


def _record(user, action: str, version: CannedVersion) -> None:
    detail = {"answer": version.answer_id, "version": version.number}
    ledger.record([], [(f"user:{user.pk}", action, detail)], None, timezone.now())
