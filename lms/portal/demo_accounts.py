"""The people one can sign in as in the demonstration; they exist nowhere else."""

import json

from django.conf import settings

_data = json.loads((settings.BASE_DIR / "content" / "demo_accounts.json").read_text("utf-8"))
DEMO_PASSWORD: str = _data["password"]
DEMO_ACCOUNTS: list[dict[str, str]] = _data["accounts"]
