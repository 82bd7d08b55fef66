"""Addresses of the import and export of questions, in the admin."""

from django.urls import path

from courses.exchange.export_views import DownloadView, ExportView
from courses.exchange.import_views import ImportView, PreviewView

app_name = "exchange"
urlpatterns = [
    path("import/", ImportView.as_view(), name="import"),
    path("import/<uuid:uid>/", PreviewView.as_view(), name="preview"),
    path("export/", ExportView.as_view(), name="export"),
    path("export/file/", DownloadView.as_view(), name="download"),
]
