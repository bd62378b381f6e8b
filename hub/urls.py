"""The doors. Each translates and decides nothing."""

from django.urls import include, path

urlpatterns = [
    path("chat/", include("hub.web_chat.urls")),
]
