"""The nightly end of packs whose time is over."""

from celery import shared_task
from django.utils import timezone

from certification.audits.packs import actions


@shared_task
def drop_old_packs() -> int:
    return actions.drop_old_packs(at=timezone.now())
