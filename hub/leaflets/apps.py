"""The leaflets as a part of Django: they have pages and a command, and no tables."""

from django.apps import AppConfig


class Leaflets(AppConfig):
    name = "hub.leaflets"
    label = "leaflets"
