"""For the test suite: SQLite by default, PostgreSQL and Redis where TEST_SERVICES=1."""

import hashlib
import os

from .base import *
from .base import BASE_DIR, DATA_DIR, STORAGES

SECRET_KEY = "tests only"
DEMO = True
ALLOWED_HOSTS = ["*"]
# What a migrated database depends on: our migrations, and which packages bring theirs.
MIGRATIONS = hashlib.sha256(
    b"".join(path.read_bytes() for path in sorted(BASE_DIR.glob("*/migrations/*.py")))
    + (BASE_DIR / "requirements" / "dev.txt").read_bytes()
).hexdigest()[:12]

if os.environ.get("TEST_SERVICES") == "1":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ.get("PGDATABASE", "cascade"),
            "USER": os.environ.get("PGUSER", "root"),
            "PASSWORD": os.environ.get("PGPASSWORD", ""),
            "HOST": os.environ.get("PGHOST", "127.0.0.1"),
            "PORT": os.environ.get("PGPORT", "5432"),
            "OPTIONS": {"options": "-c jit=off -c work_mem=32MB"},  # as in production
            "TEST": {"NAME": f"test_cascade_{MIGRATIONS}"},
        }
    }
else:
    REDIS_URL = ""
    CELERY_BROKER_URL = ""
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "unused.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=MEMORY;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON",
            },
            "TEST": {"NAME": DATA_DIR / f"test_{MIGRATIONS}.sqlite3"},
        }
    }
# Indexes for searching and for links are of no use to most tests, and cost a third of a page's making.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
MEDIA_ROOT = DATA_DIR / "test_media"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "test_private", "base_url": None},
    },
    "certificates": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "test_certificates",
            "base_url": None,
            "allow_overwrite": True,
        },
    },
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
WHITENOISE_AUTOREFRESH = True
LOGGING = {"version": 1, "disable_existing_loggers": False}
