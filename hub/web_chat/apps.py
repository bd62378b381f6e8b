from django.apps import AppConfig


class WebChat(AppConfig):
    name = "hub.web_chat"
    label = "web_chat"

    def ready(self) -> None:
        """Give the worker the page that is shown when no page can be."""
        from hub.conversations import timers
        from hub.web_chat import service_down

        timers.also("service_down", service_down.EVERY, service_down.chore)
