from django.urls import path

from . import accounts, comments, tickets

urlpatterns = [
    path("accounts", accounts.create),
    path("sessions", accounts.log_in),
    path("me", accounts.me),
    path("tickets", tickets.Collection.as_view()),
    path("tickets/<str:ticket_id>", tickets.Single.as_view()),
    path("tickets/<str:ticket_id>/comments", comments.Collection.as_view()),
    path("tickets/<str:ticket_id>/comments/<str:comment_id>", comments.delete),
    path("assigned", tickets.assigned),
]
