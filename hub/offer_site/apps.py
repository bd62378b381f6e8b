"""The whole offer to read: pages for carers, and for whoever helps them. They have no tables."""

from django.apps import AppConfig


class OfferSite(AppConfig):
    name = "hub.offer_site"
    label = "offer_site"
