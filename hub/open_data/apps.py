from django.apps import AppConfig


class OpenData(AppConfig):
    name = "hub.open_data"
    label = "open_data"
