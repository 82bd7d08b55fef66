"""The form of a design: its newest version in fields, and what was written as content again."""

from typing import Any

from django import forms
from django.conf import global_settings
from django.core.validators import RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.documents.archives.forms import type_choices
from certification.documents.designs import rules
from certification.documents.designs.pictures import taken_in
from certification.documents.models import DocumentDesign
from lms.errors import Refused
from lms.notifications.rules import shown

LOGOS, SIGNATURES = 2, 3
COLOUR = RegexValidator(r"^#[0-9a-fA-F]{6}$", gettext_lazy("Write a colour like #12305a."))
# Where a part of the content is written; the design has a title of its own.
FIELD_OF = {"title": "heading", "logos": "logo0_alt", "signatures": "signature0_name"}
HELP = {
    "opening": gettext_lazy("Empty: “This certifies that”, in the language of the certificate."),
    "body": gettext_lazy("Stands below the name. Each line is a paragraph."),
    "closing": gettext_lazy("Each line is a paragraph; may stay empty."),
}


class DesignForm(forms.ModelForm):
    """`content()` is the design as it was written, with pictures that were there before."""

    place = forms.ChoiceField(
        label=gettext_lazy("For which certificates"),
        required=False,
        help_text=gettext_lazy("The closest design is used: for a type before one for all."),
    )
    orientation = forms.ChoiceField(
        label=gettext_lazy("Orientation"), choices=rules.ORIENTATIONS.items()
    )
    facts = forms.MultipleChoiceField(
        label=gettext_lazy("Facts that are listed"),
        choices=rules.FACTS.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("One that a certificate does not have is left out."),
    )
    shows_outcomes = forms.BooleanField(
        label=gettext_lazy("List the learning outcomes"), required=False
    )

    class Meta:
        model = DocumentDesign
        fields = ["title", "language", "is_retired"]

    def __init__(self, *args, for_user=None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        before = self.before
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            required=False,
            choices=[("", _("Any language")), *global_settings.LANGUAGES],
        )
        self.fields["place"].choices = [
            ("", _("All certificates")),
            *self._schemes(),
            *type_choices(),
        ]
        for name, label in rules.TEXTS.items():
            is_line = name == "title"
            self.fields[FIELD_OF.get(name, name)] = forms.CharField(
                label=label,
                required=is_line,
                strip=False,
                help_text=HELP.get(name, ""),
                widget=forms.TextInput() if is_line else forms.Textarea({"rows": 3}),
            )
        for name, label in (("colour", _("Main colour")), ("accent", _("Second colour"))):
            self.fields[name] = forms.CharField(
                label=label, validators=[COLOUR], widget=forms.TextInput({"type": "color"})
            )
        for number in range(LOGOS):
            self._add_logo(number)
        for number in range(SIGNATURES):
            self._add_signature(number)
        self._fill(before)

    @cached_property
    def before(self) -> dict[str, Any]:
        current = self.instance.current if self.instance.pk else None
        return current.content if current else rules.SHIPPED

    @staticmethod
    def _schemes() -> list[tuple[str, str]]:
        found = {key.partition("/")[0]: label.partition(":")[0] for key, label in type_choices()}
        return [(code, _("%s: all types") % title) for code, title in found.items()]

    def _add_logo(self, number: int) -> None:
        at = {"number": number + 1}
        self.fields[f"logo{number}"] = forms.FileField(
            label=_("Logo %(number)s") % at, required=False
        )
        self.fields[f"logo{number}_alt"] = forms.CharField(
            label=_("What logo %(number)s shows") % at,
            required=False,
            max_length=200,
            help_text=_("Read aloud to those who do not see it."),
        )
        self.fields[f"logo{number}_gone"] = forms.BooleanField(
            label=_("Take logo %(number)s away") % at, required=False
        )

    def _add_signature(self, number: int) -> None:
        at = {"number": number + 1}
        for part, label in (("name", _("Name")), ("function", _("Function"))):
            self.fields[f"signature{number}_{part}"] = forms.CharField(
                label=f"{_('Signature %(number)s') % at}: {label}", required=False, max_length=200
            )
        self.fields[f"signature{number}"] = forms.FileField(
            label=_("Picture of signature %(number)s") % at, required=False
        )
        self.fields[f"signature{number}_gone"] = forms.BooleanField(
            label=_("Take signature %(number)s away") % at, required=False
        )

    def _fill(self, content: dict[str, Any]) -> None:
        initial = self.initial
        for name in ("opening", "body", "closing", "orientation", "colour", "accent", "facts"):
            initial.setdefault(name, content[name])
        initial.setdefault("heading", content["title"])
        initial.setdefault("shows_outcomes", content["shows_outcomes"])
        if self.instance.pk:
            initial.setdefault(
                "place", "/".join(filter(None, (self.instance.scheme, self.instance.type)))
            )
        for number, logo in enumerate(content["logos"]):
            initial.setdefault(f"logo{number}_alt", logo["alt"])
        for number, signature in enumerate(content["signatures"]):
            initial.setdefault(f"signature{number}_name", signature["name"])
            initial.setdefault(f"signature{number}_function", signature["function"])

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        self.instance.scheme, _slash, self.instance.type = cleaned["place"].partition("/")
        content = self.content()
        if content is not None:
            for part, sentence in rules.mistakes(content):
                self.add_error(FIELD_OF.get(part, part), sentence)
        return cleaned

    def content(self) -> dict[str, Any] | None:
        """None where a picture cannot be read; the form then says which."""
        said = self.cleaned_data
        logos, signatures = self._logos(), self._signatures()
        if self.errors:
            return None
        return {
            "title": said["heading"],
            **{name: said[name].replace("\r\n", "\n") for name in ("opening", "body", "closing")},
            **{name: said[name] for name in ("orientation", "shows_outcomes")},
            "colour": said["colour"].lower(),
            "accent": said["accent"].lower(),
            "facts": [code for code in rules.FACTS if code in said["facts"]],
            "logos": logos,
            "signatures": signatures,
        }

    def _logos(self) -> list[dict[str, str]]:
        found = []
        for number in range(LOGOS):
            picture = self._picture(f"logo{number}", "logos", number)
            if picture:
                found.append({"picture": picture, "alt": self.cleaned_data[f"logo{number}_alt"]})
        return found

    def _signatures(self) -> list[dict[str, str]]:
        found = []
        for number in range(SIGNATURES):
            picture = self._picture(f"signature{number}", "signatures", number)
            name = self.cleaned_data[f"signature{number}_name"]
            function = self.cleaned_data[f"signature{number}_function"]
            is_gone = self.cleaned_data[f"signature{number}_gone"]
            if (picture or name or function) and not is_gone:
                found.append({"picture": picture, "name": name, "function": function})
        return found

    def _picture(self, field: str, kept_in: str, number: int) -> str:
        if self.cleaned_data[f"{field}_gone"]:
            return ""
        sent = self.cleaned_data[field]
        if not sent:
            kept = self.before[kept_in]
            return kept[number]["picture"] if number < len(kept) else ""
        sent.seek(0)
        try:
            return taken_in(sent.read())
        except Refused as refusal:
            self.add_error(field, refusal.sentence)
            return ""

    @property
    def groups(self) -> list[tuple[str, str, list]]:
        """The fields in panels: heading, a word on them, and the fields."""
        pictures = [name for name in self.fields if name.startswith(("logo", "signature"))]
        logos = [name for name in pictures if name.startswith("logo")]
        return [
            (_("Use"), "", self._bound("title", "place", "language", "is_retired")),
            (_("Words"), placeholder_words(), self._bound("heading", "opening", "body", "closing")),
            (_("What is listed"), "", self._bound("shows_outcomes", "facts")),
            (
                _("Look"),
                _("Colours must be dark enough to be read on white."),
                self._bound("orientation", "colour", "accent"),
            ),
            (_("Logos"), _("PNG or JPEG, up to 2 MB."), self._bound(*logos)),
            (
                _("Signatures"),
                _("Without any, the names that the scheme gives for the certificate are printed."),
                self._bound(*(name for name in pictures if name not in logos)),
            ),
        ]

    def _bound(self, *names: str) -> list:
        return [self[name] for name in names]


def placeholder_words() -> str:
    known = "; ".join(f"{shown(each.code)} {each.meaning}" for each in rules.PLACEHOLDERS)
    return _("Placeholders: %s") % known
