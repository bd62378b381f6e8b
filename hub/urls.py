"""The doors. Each translates and decides nothing."""

from django.urls import include, path

from hub import health
from hub.web_chat import demo, embedding, theme

urlpatterns = [
    path("chat/theme.css", theme.theme_css),
    path("chat/", include("hub.web_chat.urls")),
    path("desk/", include("hub.adviser_desk.urls")),
    path("embed.js", embedding.embed_js),
    path("demo/", demo.demo),
    path("webhooks/", include("hub.webhooks.urls")),
    path("open-data/v3/", include("hub.open_data.urls")),
    path("offer/paper/", include("hub.leaflets.urls")),
    path("offer/", include("hub.offer_site.urls")),
    path("health/live", health.live),
    path("health/ready", health.ready),
]

handler400 = "hub.web_chat.errors.bad_request"
handler403 = "hub.web_chat.errors.refused"
handler404 = "hub.web_chat.errors.not_found"
handler500 = "hub.web_chat.errors.broken"
