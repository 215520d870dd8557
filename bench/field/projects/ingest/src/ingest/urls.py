from django.urls import include, path, register_converter

from ingest.api import files, uploads


class TenantConverter:
    regex = "[a-z][a-z0-9]{1,30}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(TenantConverter, "tenant")

tenant_urls = [
    path("uploads", uploads.start),
    path("uploads/<uuid:upload_id>", uploads.Upload.as_view()),
    path("uploads/<uuid:upload_id>/chunks", uploads.chunk),
    path("uploads/<uuid:upload_id>/finish", uploads.finish),
    path("files", files.index),
    path("files/<str:name>", files.File.as_view()),
    path("files/<str:name>/copy", files.copy),
    path("usage", files.usage),
]

urlpatterns = [path("t/<tenant:tenant>/", include(tenant_urls))]
