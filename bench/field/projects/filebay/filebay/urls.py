from django.urls import re_path as url

from browser import archives, session, views

urlpatterns = [
    url(r"^login$", session.log_in),
    url(r"^logout$", session.log_out),
    url(r"^whoami$", session.whoami),
    url(r"^ls$", views.ls),
    url(r"^get$", views.get),
    url(r"^stat$", views.stat),
    url(r"^put$", views.put),
    url(r"^mkdir$", views.mkdir),
    url(r"^rename$", views.rename),
    url(r"^move$", views.move),
    url(r"^copy$", views.copy),
    url(r"^rm$", views.rm),
    url(r"^find$", views.find),
    url(r"^zip$", archives.download),
    url(r"^unzip$", archives.unzip),
    url(r"^untar$", archives.untar),
]
