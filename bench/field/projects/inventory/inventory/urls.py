from django.urls import path

from parts import views

urlpatterns = [
    path("healthz", views.healthz),
    path("api/parts", views.parts),
    path("api/parts/search", views.search),
    path("api/parts/lookup", views.lookup),
    path("api/parts/<str:sku>", views.part),
    path("api/parts/<str:sku>/movements", views.movements),
    path("api/locations/<str:location>/parts", views.parts_at),
    path("api/counts/<str:name>", views.count),
    path("api/labels", views.labels),
    path("api/labels/<str:label_id>", views.label),
]
