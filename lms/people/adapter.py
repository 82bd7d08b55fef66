"""allauth's questions about our people."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request, user, form, commit=True):
        """Take the name from our sign-up form."""
        user.first_name = form.cleaned_data["first_name"]
        user.last_name = form.cleaned_data["last_name"]
        return super().save_user(request, user, form, commit)

    def populate_username(self, request, user):
        """People have no user names (R1)."""
