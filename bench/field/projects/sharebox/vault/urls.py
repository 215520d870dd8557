from django.urls import path

from . import views

urlpatterns = [
    path("", views.EntryList.as_view()),
    path("<int:pk>/", views.EntryOne.as_view()),
    path("<int:pk>/content/", views.content),
    path("<int:pk>/thumbnail/", views.thumbnail),
    path("<int:pk>/share/", views.share),
    path("links/", views.sign_link),
    path("export/", views.export),
    path("import/", views.import_archive),
]
