from django.apps import AppConfig


class Webhooks(AppConfig):
    name = "hub.webhooks"
    label = "webhooks"
