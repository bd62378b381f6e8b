from django.apps import AppConfig


class WebChat(AppConfig):
    name = "hub.web_chat"
    label = "web_chat"
