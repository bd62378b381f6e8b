"""A link that sets a password, once, within an hour: for somebody new, and for who has forgotten theirs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hub.adviser_desk import access, door_log
from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import desk
from hub.adviser_desk.wording import filled, words

LONGEST = 1000  # characters
_token = PasswordResetTokenGenerator()


def link(user: Any) -> str:
    """Ends when it was used, when they sign in, or after settings.PASSWORD_RESET_TIMEOUT."""
    path = reverse("desk_welcome", kwargs={"number": user.pk, "token": _token.make_token(user)})
    return f"{settings.KINSHIP_PUBLIC_URL.rstrip('/')}{path}"


def faults(password: str, user: Any) -> list[str]:
    """What is wrong with a password, as codes of desk.yml (welcome); [] when it will do."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [each.code for each in error.error_list]
    return []


@desk
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, number: int, token: str) -> HttpResponse:
    """GET, POST /desk/welcome/<number>/<token>/ (password, again)"""
    user = get_user_model().objects.filter(pk=number, is_active=True).first()
    if user is None or not access.works_here(user) or not _token.check_token(user, token):
        raise Http404
    if request.method == "GET":
        return _page(request, user)
    password = request.POST.get("password", "")
    wrong = ["too_long"] if len(password) > LONGEST else faults(password, user)
    if not wrong and password != request.POST.get("again", ""):
        wrong = ["not_the_same"]
    if wrong:
        return _page(request, user, wrong, status=400)
    user.set_password(password)
    user.save(update_fields=["password"])
    door_log.note(user, "password_set")
    return HttpResponseRedirect(reverse("desk_login"), status=303)


def _page(request: HttpRequest, user: Any, wrong: list[str] | None = None, status: int = 200) -> HttpResponse:
    said = words()["welcome"]
    faulty = [said.get(code) or said["password_too_common"] for code in wrong or []]
    name = user.get_username()
    told = {"error": bool(faulty), "faults": faulty, "name": name, "name_line": filled("welcome", "name", name=name)}
    context = {**frame(request, "welcome"), **told}
    return render(request, "adviser_desk/welcome.html", context, status=status)
