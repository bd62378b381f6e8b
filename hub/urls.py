"""The doors. Each translates and decides nothing."""

from django.urls import include, path

from hub import health

urlpatterns = [
    path("chat/", include("hub.web_chat.urls")),
    path("health/live", health.live),
    path("health/ready", health.ready),
]

handler400 = "hub.web_chat.errors.bad_request"
handler403 = "hub.web_chat.errors.refused"
handler404 = "hub.web_chat.errors.not_found"
handler500 = "hub.web_chat.errors.broken"
