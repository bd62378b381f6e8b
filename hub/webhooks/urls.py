"""The doors of the providers of SMS and WhatsApp."""

from django.urls import URLPattern, path

from hub.webhooks import notify, twilio

urlpatterns: list[URLPattern] = [
    path("notify/received-text", notify.received_text),
    path("notify/receipt", notify.receipt),
    path("twilio/message", twilio.message),
    path("twilio/status", twilio.status),
]
