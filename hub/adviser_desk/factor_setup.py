"""Setting up a second factor, and changing it. Without one nothing else of the desk is there."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.adviser_desk import accounts, door_log, factors, sessions
from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import View, at_the_door
from hub.adviser_desk.wording import day, filled, words
from hub.conversations import limits


def _changing(view: View) -> View:
    """Only who has just signed in changes a second factor, and only who has shown the one they have."""

    @at_the_door
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not sessions.has_second_factor(request) and factors.has_any(request.user):
            logout(request)
            return HttpResponseRedirect(reverse("desk_login"), status=303)
        if request.method == "POST" and not sessions.is_fresh(request):
            return _back()
        return view(request, *args, **kwargs)

    return guarded


@_changing
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /desk/second-factor/"""
    return _page(request)


@_changing
@require_POST
def add_app(request: HttpRequest) -> HttpResponse:
    """POST /desk/second-factor/app (code)"""
    if not limits.allow("second_factor", f"new {request.user.pk}"):
        return _page(request, status=429, too_many=True)
    if not factors.add_app(request, request.POST.get("code", "")):
        return _page(request, status=400, wrong=True)
    return _added(request, factors.Type.TOTP)


@_changing
@require_POST
def add_passkey(request: HttpRequest) -> HttpResponse:
    """POST /desk/second-factor/passkey (credential, name)"""
    name = request.POST.get("name", "").strip()[:40] or words()["factor"]["passkey_name"]
    if not factors.add_passkey(request.user, request.POST.get("credential", ""), name):
        return _page(request, status=400, no_passkey=True)
    return _added(request, factors.Type.WEBAUTHN)


@_changing
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """POST /desk/second-factor/remove (factor)"""
    number = request.POST.get("factor", "")
    if number.isascii() and number.isdigit() and len(number) < 10 and factors.remove(request.user, int(number)):
        door_log.note(request.user, "second_factor_removed")
    return _back()


@_changing
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/second-factor/recovery-codes (what: kept or new)"""
    if request.method == "POST" and request.POST.get("what") == "new" and factors.has_any(request.user):
        factors.new_recovery_codes(request.user)
        door_log.note(request.user, "recovery_codes_made")
        return HttpResponseRedirect(reverse("desk_recovery_codes"), status=303)
    if request.method == "POST":
        factors.recovery_codes_kept(request.user)
        return HttpResponseRedirect(accounts.home(request.user), status=303)
    codes = factors.recovery_codes(request.user) if sessions.is_fresh(request) else []
    if not codes:
        return HttpResponseRedirect(reverse("desk_second_factor"))
    return render(request, "adviser_desk/recovery_codes.html", {**frame(request, "recovery"), "codes": codes})


def _page(request: HttpRequest, *, status: int = 200, **fault: bool) -> HttpResponse:
    user, fresh = request.user, sessions.is_fresh(request)
    context = {
        **frame(request, "factor_setup"),
        **fault,
        "error": bool(fault),
        "fresh": fresh,
        "factors": [_factor(each) for each in factors.of(user)],
    }
    if fresh:
        context |= {"app": factors.app_to_add(user), "passkey": factors.passkey_to_add(user)}
    return render(request, "adviser_desk/factor_setup.html", context, status=status)


def _factor(row: factors.Authenticator) -> dict[str, object]:
    name = words()["factor_setup"]["app"] if row.type == factors.Type.TOTP else row.wrap().name
    used = filled("factor_setup", "used", day=day(row.last_used_at)) if row.last_used_at else ""
    return {"id": row.pk, "name": name, "since": filled("factor_setup", "since", day=day(row.created_at)), "used": used}


def _added(request: HttpRequest, kind: str) -> HttpResponse:
    sessions.second_factor_shown(request, kind)
    door_log.note(request.user, "second_factor_added", kind=str(kind))
    return HttpResponseRedirect(reverse("desk_recovery_codes"), status=303)


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("desk_second_factor"), status=303)
