"""The addresses under /desk/offer/, for those who keep the offer."""

from django.urls import path

from hub.adviser_desk.offer_editing import changes, deciding, pages, sheets

CHANGE = "changes/<int:change>/"

urlpatterns = [
    path("", pages.overview, name="desk_offer_editing"),
    path("new", changes.begin_new),
    path("sheet/", sheets.page, name="desk_offer_sheet"),
    path("sheet/offer.xlsx", sheets.download),
    path("sheet/bring", sheets.bring),
    path("sheet/<int:upload>/", sheets.found, name="desk_offer_upload"),
    path("sheet/<int:upload>/accept", sheets.accept),
    path(CHANGE, changes.page, name="desk_offer_change"),
    path(f"{CHANGE}save", changes.save),
    path(f"{CHANGE}look", changes.look),
    path(f"{CHANGE}bring-in", changes.bring_in),
    path(f"{CHANGE}approve", deciding.approve),
    path(f"{CHANGE}send-back", deciding.send_back),
    path(f"{CHANGE}drop", deciding.drop),
    path(f"{CHANGE}undo", deciding.undo),
    path("<slug:topic>/<slug:entry>/", pages.entry, name="desk_offer_entry"),
    path("<slug:topic>/<slug:entry>/change", changes.begin),
    path("<slug:topic>/<slug:entry>/take-out", changes.take_out),
]
