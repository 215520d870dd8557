from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("api.urls_v1")),
    path("api/v2/", include("api.urls_v2")),
]
