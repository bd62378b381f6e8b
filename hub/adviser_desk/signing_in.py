"""Signing in and out of the desk. Guesses are throttled by name and by address; nothing says which of the two was wrong."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib.auth import authenticate, get_user_model, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from hub.adviser_desk import access, accounts, door_log, single_sign_on
from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import desk
from hub.channels.addresses import address_block
from hub.conversations import limits

LONGEST = {"username": 150, "password": 1000}


@desk
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/login/"""
    if request.user.is_authenticated:
        return HttpResponseRedirect(accounts.home(request.user))
    if request.method == "GET":
        return _page(request)
    name, password = (request.POST.get(field, "")[:most] for field, most in LONGEST.items())
    name = name.strip()
    if not _allowed(request, name):
        door_log.note(None, "sign_in_throttled")
        return _page(request, status=429, too_many=True, name=name)
    user = authenticate(request, username=name, password=password)
    if user is None or not access.works_here(user):
        door_log.note(get_user_model().objects.filter(username=name).first(), "sign_in_refused")
        return _page(request, status=403, wrong=True, name=name)
    goes_to = _next(request) or accounts.home(
        user
    )  # said here, because allauth would take any `next` it finds on its own hosts
    response = perform_password_login(request, {}, Login(user=user, redirect_url=goes_to))
    response.status_code = 303
    return response


@desk
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """POST /desk/logout/"""
    if request.user.is_authenticated:
        door_log.note(request.user, "signed_out")
    logout(request)
    response = HttpResponseRedirect(reverse("desk_login"), status=303)
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The cookie check failed: an old page, or another site's form. (settings.CSRF_FAILURE_VIEW)"""
    return _page(request, status=403, not_from_here=True)


def _page(request: HttpRequest, *, status: int = 200, name: str = "", **fault: bool) -> HttpResponse:
    context = {
        **frame(request),
        **fault,
        "error": bool(fault),
        "name": name,
        "next": _next(request) or "",
        "single_sign_on": single_sign_on.is_on(),
    }
    return render(request, "adviser_desk/login.html", context, status=status)


def _next(request: HttpRequest) -> str | None:
    """Where they wanted to go, where that is a page of the desk."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = wanted.startswith("/desk/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if ours else None


def _allowed(request: HttpRequest, name: str) -> bool:
    address, name = address_block(request), name.lower()
    return (
        limits.allow("login_address", address)
        and limits.allow("login", f"{name} {address}")
        and limits.allow("login_name", name)
    )
