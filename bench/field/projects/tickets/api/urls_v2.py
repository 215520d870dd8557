from django.urls import path

from . import tickets

urlpatterns = [
    path("tickets", tickets.CollectionV2.as_view()),
    path("tickets/bulk-close", tickets.bulk_close),
]
