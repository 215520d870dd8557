from django.urls import include, path

from vault import accounts

urlpatterns = [
    path("signup/", accounts.signup),
    path("signin/", accounts.signin),
    path("files/", include("vault.urls")),
    path("", include("vault.public_urls")),
]
