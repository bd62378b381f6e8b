from django.apps import AppConfig


class Publishing(AppConfig):
    name = "hub.publishing"
    label = "publishing"

    def ready(self) -> None:
        from hub.conversations import timers
        from hub.publishing import going_live

        timers.also("publishing", going_live.EVERY, going_live.run)
