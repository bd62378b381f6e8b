"""Changing one's own password, by who is signed in and knows the one they have. It ends their other sessions."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hub.adviser_desk import door_log, welcome
from hub.adviser_desk.frame import frame
from hub.adviser_desk.staff import for_roles
from hub.adviser_desk.wording import words
from hub.conversations import limits


@for_roles()
@require_http_methods(["GET", "POST"])
def own_password(request: HttpRequest) -> HttpResponse:
    """GET, POST /desk/password/ (now, password, again)"""
    user = request.user
    if request.method == "GET" or not user.has_usable_password():
        return _page(request)
    now, new = request.POST.get("now", ""), request.POST.get("password", "")
    if not limits.allow("login", f"own {user.pk}"):
        return _page(request, ["too_many"], at="now", status=429)
    if len(now) > welcome.LONGEST or not user.check_password(now):
        door_log.note(user, "password_refused")
        return _page(request, ["wrong"], at="now", status=403)
    wrong = ["too_long"] if len(new) > welcome.LONGEST else welcome.faults(new, user)
    if not wrong and new != request.POST.get("again", ""):
        wrong = ["not_the_same"]
    if wrong:
        return _page(request, wrong, at="password", status=400)
    user.set_password(new)
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    door_log.note(user, "password_set")
    return HttpResponseRedirect(f"{reverse('desk_password')}?done=1", status=303)


def _page(request: HttpRequest, wrong: list[str] | None = None, *, at: str = "", status: int = 200) -> HttpResponse:
    said = words()["welcome"] | words()["password"]
    context = {
        **frame(request, "password"),
        "error": bool(wrong),
        "faults": [said.get(code) or said["password_too_common"] for code in wrong or []],
        "fault_at": at,
        "done": request.GET.get("done") == "1",
        "name": request.user.get_username(),
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "adviser_desk/own_password.html", context, status=status)
