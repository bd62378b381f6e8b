"""Whether somebody takes conversations: a switch of their own, and the sign of life that each page of the desk gives."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from hub.adviser_desk import access
from hub.adviser_desk.staff import for_roles
from hub.conversations import one_clock, sign_of_life


@for_roles(*access.ANSWERS)
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """POST /desk/available: `available` is yes or no. Back to the page it was pressed on."""
    sign_of_life.give(request.user, one_clock.now(), available=request.POST.get("available") == "yes")
    back = request.POST.get("back", "")
    home = reverse("desk_queue")
    inside = back.startswith(home) and back.isascii() and "\\" not in back and "//" not in back
    return HttpResponseRedirect(back if inside else home, status=303)


def here(user) -> None:
    """Their desk is alive: somebody who answers opened a page. Who only reads is not there for carers."""
    if access.in_role(user, *access.ANSWERS):
        sign_of_life.give(user, one_clock.now())
