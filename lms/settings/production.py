"""PostgreSQL, Redis and a Celery worker, behind a proxy that speaks TLS."""

import os

from .base import *
from .base import REDIS_URL, SECRET_KEY, SITE_URL

if not SECRET_KEY:
    raise RuntimeError("Set SECRET_KEY to a long random text before you start Cascade.")
if not REDIS_URL:
    raise RuntimeError("Set REDIS_URL, for instance redis://localhost:6379/0.")

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("PGDATABASE", "cascade"),
        "USER": os.environ.get("PGUSER", "cascade"),
        "PASSWORD": os.environ.get("PGPASSWORD", ""),
        "HOST": os.environ.get("PGHOST", ""),
        "PORT": os.environ.get("PGPORT", ""),
        # Counting sorts all completed places. Compiling its queries took four times as long as
        # they run, and sorting on disk half as long again.
        "OPTIONS": {
            "options": "-c jit=off -c work_mem=32MB",
            "pool": {"min_size": 2, "max_size": 8, "timeout": 20},
        },
    }
}
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SITE_URL.startswith("https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
