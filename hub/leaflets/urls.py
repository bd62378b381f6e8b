"""The addresses of the papers, under /offer/paper/. A file is the page's address with .pdf in the place of the last stroke."""

from django.urls import path

from hub.leaflets import views

urlpatterns = [
    path("", views.index, name="papers"),
    path("<str:topic>/<str:form>/", views.page, name="paper"),
    path("<str:topic>/<str:form>.pdf", views.file, name="paper_file"),
]
