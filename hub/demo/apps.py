"""The demo as a part of Django: it has commands, and no tables or pages."""

from django.apps import AppConfig


class Demo(AppConfig):
    name = "hub.demo"
    label = "demo"
