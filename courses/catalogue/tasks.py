"""The clock's part in the catalogue."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def publish_scheduled_pages() -> None:
    """Publish and take down pages whose time has come."""
    call_command("publish_scheduled", verbosity=0)
