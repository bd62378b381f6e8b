"""The addresses of the desk, for people who work here. All but signing in need a permission."""

from django.urls import path

from hub.adviser_desk import safeguarding, signing_in

urlpatterns = [
    path("login/", signing_in.sign_in, name="desk_login"),
    path("logout/", signing_in.sign_out),
    path("safeguarding/", safeguarding.review, name="desk_safeguarding"),
    path("safeguarding/own", safeguarding.own),
    path("safeguarding/end", safeguarding.end),
    path("safeguarding/mark", safeguarding.mark),
    path("safeguarding/propose", safeguarding.propose),
]
