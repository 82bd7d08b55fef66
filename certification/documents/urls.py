"""Addresses of documents."""

from django.urls import path

from certification.documents import views
from certification.documents.archives import views as archive_views
from certification.documents.dropped.views import dropped

app_name = "documents"
urlpatterns = [
    path("certificates/<str:number>/document.pdf", views.document, name="document"),
    path("verify-file/", dropped, name="dropped"),
    path("verify/<str:number>/proof.json", views.proof, name="proof"),
    path("certificates/archives/", archive_views.archives, name="archives"),
    path(
        "certificates/archives/of/<uuid:delivery_uid>/",
        archive_views.archives,
        name="delivery_archives",
    ),
    path("certificates/archives/<uuid:job_uid>/", archive_views.archive, name="archive"),
    path("certificates/archives/<uuid:job_uid>/zip/", archive_views.take, name="take_archive"),
]
