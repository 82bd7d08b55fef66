"""The people one can sign in as in the demonstration; they exist nowhere else."""

from django.utils.translation import gettext_lazy as _

DEMO_PASSWORD = "cascade-demo-2013"  # noqa: S105 - published on the sign-in page of the demo
DEMO_ACCOUNTS = [
    {"email": "administrator@demo.example", "label": _("scheme administrator")},
    {"email": "author@demo.example", "label": _("course author")},
    {"email": "instructor@demo.example", "label": _("instructor")},
    {"email": "manager@demo.example", "label": _("cluster manager")},
    {"email": "officer@demo.example", "label": _("certification officer")},
    {"email": "coordinator@demo.example", "label": _("project coordinator")},
    {"email": "auditor@demo.example", "label": _("auditor")},
]
