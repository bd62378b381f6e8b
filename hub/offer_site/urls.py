"""The addresses of the offer to read. They name pieces of the offer, never anything about who reads it."""

from django.urls import path

from hub.offer_site import front, help_to_read, letter, looking, saying, situations

urlpatterns = [
    path("", front.front),
    path("search", looking.search),
    path("situation/<slug:situation>/", situations.situation),
    path("situation/<slug:situation>/<slug:topic>/", situations.topic_for),
    path("topic/<slug:topic>/", help_to_read.topic),
    path("help/<slug:topic>/<slug:area>/<slug:entry>/", help_to_read.entry),
    path("letter/", letter.letter),
    path("letter/mine", letter.mine),
    path("say/", saying.say),
    path("done/", saying.done),
]
