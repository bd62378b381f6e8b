"""The addresses of the chat. None of them ever says anything about the carer."""

from django.urls import path

from hub.web_chat import accessibility, callback, feed, feedback, keeping, leaving, pages, privacy

urlpatterns = [
    path("", pages.first_view),
    path("say", pages.say),
    path("check", pages.check),
    path("back", pages.back),
    path("feed", feed.feed),
    path("leave", leaving.leave),
    path("left", leaving.left),
    path("finish", leaving.finish),
    path("delete", leaving.delete),
    path("feedback", feedback.feedback),
    path("save", keeping.save),
    path("resume", keeping.resume),
    path("callback", callback.callback),
    path("print", keeping.print_view),
    path("privacy/", privacy.privacy),
    path("accessibility/", accessibility.accessibility),
]
