"""Reads an administrator's words for a letter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.notifications import rules
from lms.notifications.letters import Letter, Words


class WordsForm(forms.Form):
    """Subject and text; what does not fit is said in sentences, and nothing is lost."""

    subject = forms.CharField(label=_("Subject"), max_length=rules.LONGEST_SUBJECT, required=False)
    body = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 16}),
        required=False,
        strip=False,
        help_text=_("Plain text. How to stop the letter, where it may be, is added below it."),
    )

    def __init__(self, *args, letter: Letter, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.letter = letter

    def clean(self):
        said = self.cleaned_data
        if "subject" in said and "body" in said:
            wrong = rules.mistakes(
                said["subject"], said["body"], known=self.letter.known, needed=self.letter.needed
            )
            if wrong:
                raise forms.ValidationError(wrong)
        return said

    def words(self) -> Words:
        return Words(self.cleaned_data["subject"], self.cleaned_data["body"])
