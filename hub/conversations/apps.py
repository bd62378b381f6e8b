from django.apps import AppConfig


class Conversations(AppConfig):
    name = "hub.conversations"
    label = "conversations"
