"""Counting rules: what “trained” means and how often a person counts, named and versioned."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CountingRule(models.Model):
    """A named way to count (R11); versions are appended, so a figure can name the one it used."""

    class Uniqueness(models.TextChoices):
        EVER = "ever", _("each person once")
        YEAR = "year", _("each person once a year")
        PROJECT = "project", _("each person once in each project")
        PARTICIPATION = "participation", _("each completed participation")

    code = models.SlugField(_("code"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("the rule in words"))
    uniqueness = models.CharField(_("counted"), max_length=15, choices=Uniqueness)
    zone = models.CharField(_("time zone"), max_length=60)

    class Meta:
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="counting_rule_once"),
            models.CheckConstraint(
                name="counting_rule_uniqueness_known",
                condition=Q(uniqueness__in=["ever", "year", "project", "participation"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"
