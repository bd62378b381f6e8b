"""Signing in and out of the desk. Guesses are throttled by address and by name; nothing says which of the two was wrong."""

from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hub.adviser_desk.staff import desk
from hub.adviser_desk.wording import words
from hub.channels.addresses import address_block
from hub.conversations import limits
from hub.conversations.words import council


@desk
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/login/"""
    if request.method == "POST" and not _allowed(request):
        return render(request, "adviser_desk/login.html", {**frame(request), "too_many": True}, status=429)
    response = LoginView.as_view(template_name="adviser_desk/login.html", extra_context=frame(request))(request)
    if getattr(response, "context_data", {}).get("form") and request.method == "POST":
        response.status_code = 403
    return response


@desk
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """POST /desk/logout/"""
    logout(request)
    return HttpResponseRedirect(reverse("desk_login"))


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The cookie check failed: an old page, or another site's form. (settings.CSRF_FAILURE_VIEW)"""
    return render(request, "adviser_desk/login.html", {**frame(request), "not_from_here": True}, status=403)


def frame(request: HttpRequest, part: str = "login") -> dict[str, object]:
    """What each page of the desk shows around its own part."""
    name = request.user.get_username() if request.user.is_authenticated else ""
    return {"say": words(), "council": council().get("council_name", ""), "title": words()[part]["title"], "who": name}


def _allowed(request: HttpRequest) -> bool:
    name = request.POST.get("username", "").strip().lower()
    return limits.allow("login", address_block(request)) and limits.allow("login", f"name {name}")
