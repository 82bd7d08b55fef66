"""The Celery application; it is only used where Redis is set."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.embedded")
app = Celery("cascade")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    ["lms.journal", "lms.notifications", "courses.attempts", "courses.catalogue"],
    related_name="tasks",
)
