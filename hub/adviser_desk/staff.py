"""What stands before every page of the desk: a session with a second factor, a role, Django's cookie check, and headers of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect

from hub.adviser_desk import access, busy, rescued, sessions

View = Callable[..., HttpResponse]
Allowed = Callable[[HttpRequest], bool]
# Nobody may frame the desk, whoever may frame the chat. Our own address is told to ourselves, because the cookie check asks.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {stream}; media-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
LIVE = "X-Live"  # the page asks for itself again: nobody did anything
REFERRER = "same-origin"
NUL = "\0"  # no keyboard types it, and PostgreSQL refuses to look for it


def desk(view: View) -> View:
    """A page of the desk that anybody may see: signing in."""

    @csrf_protect
    @wraps(view)
    def dressed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if NUL in request.path:
            raise Http404
        if _has_nul(request):
            return HttpResponse(status=400)
        try:
            if sessions.is_ending(request):
                rescued.keep(request, kwargs)
                logout(request)
            response = view(request, *args, **kwargs)
        except busy.BUSY as fault:
            response = busy.page(request, fault)
        response.headers["Content-Security-Policy"] = POLICY.format(stream=settings.KINSHIP_STREAM_URL)
        response.headers["Referrer-Policy"] = REFERRER
        response.headers["X-Frame-Options"] = "DENY"
        return response

    return dressed


def _has_nul(request: HttpRequest) -> bool:
    return any(NUL in each for fields in (request.GET, request.POST) for _, found in fields.lists() for each in found)


def for_roles(*roles: str, polled: bool = False) -> Callable[[View], View]:
    """A page for people who have one of these roles in some team; for anybody else it is not there (404).

    Who is not signed in is asked to; who has no second factor yet is sent to set it up. `polled`: the browser asks by itself,
    so it keeps no session alive, and gets 403 without words where a page would be sent to sign in.
    """
    return _guard(lambda request: access.in_role(request.user, *roles), polled)


def for_reviewers(view: View) -> View:
    """A page for the safeguarding lead and for supervisors."""
    return _guard(lambda request: access.reviews_dangers(request.user), polled=False)(view)


def for_editors(view: View) -> View:
    """A page for those who keep the offer: the named senior manager, and editors."""
    return _guard(lambda request: access.edits_offer(request.user), polled=False)(view)


def at_the_door(view: View) -> View:
    """A page for everybody who works here, even before they have a second factor: to set one up."""

    @desk
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if not access.works_here(request.user):
            raise Http404
        sessions.acted(request)
        return view(request, *args, **kwargs)

    return guarded


def _guard(allowed: Allowed, polled: bool) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @desk
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            elsewhere = _first_to(request)
            if elsewhere is not None:
                return HttpResponse(status=403) if polled else elsewhere
            if not allowed(request):
                raise Http404
            if not polled and LIVE not in request.headers:
                sessions.acted(request)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _first_to(request: HttpRequest) -> HttpResponse | None:
    """Where somebody has to go before any page is theirs; None when nowhere."""
    if not request.user.is_authenticated:
        return _to_sign_in(request)
    if not access.works_here(request.user):
        raise Http404
    if not sessions.has_second_factor(request):
        return HttpResponseRedirect(reverse("desk_second_factor"))
    return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """After a POST they come back to the page before it, or to the beginning: what was posted is not posted again."""
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    return HttpResponseRedirect(settings.LOGIN_URL, status=303)
