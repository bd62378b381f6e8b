"""Showing a second factor when signing in, before anything else of the desk is theirs."""

from __future__ import annotations

from allauth.account.stages import LoginStageController
from allauth.mfa.base.internal.flows import post_authentication
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hub.adviser_desk import accounts, door_log, factors
from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import desk
from hub.conversations import limits


@desk
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/second-factor/code/ (code, or credential: a passkey's answer)"""
    if request.user.is_authenticated:
        return HttpResponseRedirect(accounts.home(request.user))
    stage = LoginStageController.enter(request, accounts.SecondFactorStage.key)
    if stage is None:
        return HttpResponseRedirect(reverse("desk_login"))
    user = stage.login.user
    if request.method == "GET":
        return _page(request, user)
    if not limits.allow("second_factor", str(user.pk)):
        door_log.note(user, "second_factor_throttled")
        return _page(request, user, status=429, too_many=True)
    found = factors.shown(user, request.POST.get("code", ""), request.POST.get("credential", ""))
    if found is None:
        door_log.note(user, "second_factor_refused")
        return _page(request, user, status=403, wrong=True)
    post_authentication(request, found)
    response = stage.exit()
    response.status_code = 303
    return response


def _page(request: HttpRequest, user, *, status: int = 200, **fault: bool) -> HttpResponse:
    context = {**frame(request, "factor"), **fault, "error": bool(fault)}
    if factors.has_passkey(user):
        context["passkey"] = factors.passkey_to_show(user)
    return render(request, "adviser_desk/second_factor.html", context, status=status)
