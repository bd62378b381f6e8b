from django.apps import AppConfig


class AdviserDesk(AppConfig):
    name = "hub.adviser_desk"
    label = "adviser_desk"
