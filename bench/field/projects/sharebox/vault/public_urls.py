from django.urls import path

from . import public

urlpatterns = [
    path("raw/", public.raw),
    path("s/<str:token>/", public.shared),
]
