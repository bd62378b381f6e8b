"""What stands before every page of the desk: a session, a permission, Django's cookie check, and headers of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_protect

View = Callable[..., HttpResponse]
# Nobody may frame the desk, whoever may frame the chat. Our own address is told to ourselves, because the cookie check asks.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
REFERRER = "same-origin"


def desk(view: View) -> View:
    """A page of the desk that anybody may see: signing in."""

    @csrf_protect
    @wraps(view)
    def dressed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = REFERRER
        response.headers["X-Frame-Options"] = "DENY"
        return response

    return dressed


def needs(permission: str) -> Callable[[View], View]:
    """A page for people with this permission. Who is not signed in is asked to; for anybody else it is not there."""

    def decorate(view: View) -> View:
        @desk
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise Http404
            return view(request)

        return guarded

    return decorate
