from django.urls import path

from . import staff, views

urlpatterns = [
    path("", views.index, name="index"),
    path("register/", views.register, name="register"),
    path("books/<slug:slug>/", views.book, name="book"),
    path("books/<slug:slug>/order/", views.order, name="order"),
    path("books/<slug:slug>/review/", views.review, name="review"),
    path("orders/", views.orders, name="orders"),
    path("orders/<int:pk>/", views.order_detail, name="order-detail"),
    path("orders/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("orders/<int:pk>/invoice/", views.make_invoice, name="make-invoice"),
    path("invoices/<str:name>", views.invoice, name="invoice"),
    path("staff/books/new/", staff.new_book, name="new-book"),
    path("staff/reports/", staff.reports, name="reports"),
    path("staff/reports/<slug:name>/", staff.report, name="report"),
]
