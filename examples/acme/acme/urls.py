"""One set of URLs; the settings say which twin answers."""

from django.urls import path

from acme import catalogue
from acme.twin import part

views, derived, bundles = part("views"), part("derived"), part("bundles")
tasks, originals = part("tasks"), part("originals")

urlpatterns = [
    path("assets/", views.assets, name="assets"),
    path("assets/<path:id>/", views.asset, name="asset"),
    path("rename/", views.rename, name="rename"),
    path("protect/", views.protect, name="protect"),
    path("aliases/", views.alias, name="alias"),
    path("attachments/", views.attach, name="attach"),
    path("attachments/<str:id>/", views.attachment, name="attachment"),
    path("notes/<str:name>/", views.note, name="note"),
    path("profile/", views.save_profile, name="save-profile"),
    path("profile/<str:id>/", views.read_profile, name="read-profile"),
    path("import/", views.import_item, name="import-item"),
    path("import/<str:key>/", views.drop_import, name="drop-import"),
    path("thumbnails/", derived.thumbnail, name="thumbnails"),
    path("reports/", derived.report, name="reports"),
    path("drafts/<path:name>/", derived.draft, name="draft"),
    path("bundles/", bundles.bundle, name="bundles"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/search/", tasks.search, name="search"),
    path("tasks/batch/", tasks.batch, name="batch"),
    path("boards/<path:board>/summary/", tasks.summary, name="summary"),
    path("boards/<path:board>/", tasks.board, name="board"),
    path("originals/<path:name>/", originals.store, name="store-original"),
    path("originals/", originals.read, name="read-original"),
    path("catalogue/<path:path>/", catalogue.show, name="catalogue"),
]
