"""Which modules a delivery teaches, in which version of their material."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.models import Revision

from courses.catalogue.models import LessonPage, ModulePage
from courses.deliveries.models.delivery import Delivery


class DeliveryModule(models.Model):
    """A module that a delivery teaches."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="modules")
    module = models.ForeignKey(ModulePage, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "module"], name="delivery_module_once"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery}: {self.module}"


class MaterialVersion(models.Model):
    """The material that a delivery uses for a module from an instant on; the last one stands (R31).

    The first is what was live when the delivery was planned. Going over to a newer one has a reason.
    """

    taught = models.ForeignKey(DeliveryModule, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    used_from = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["taught", "number"], name="material_version_once"),
            models.CheckConstraint(
                name="material_version_newer_has_reason",
                condition=Q(number=1) | Q(number__gt=1) & ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.taught} v{self.number}"


class LessonVersion(models.Model):
    """The revision of a lesson that belongs to a version of the material."""

    version = models.ForeignKey(MaterialVersion, models.PROTECT, related_name="lessons")
    lesson = models.ForeignKey(LessonPage, models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "lesson"], name="lesson_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.lesson}"
