from django.urls import path

from hub.open_data import views

urlpatterns = [
    path("", views.root),
    path("openapi.json", views.openapi),
    *(path(name, a_list) for name, (a_list, _) in views.VIEWS.items()),
    *(path(f"{name}/<str:ident>", one) for name, (_, one) in views.VIEWS.items()),
]
