"""What the twins have in common. Each twin's own settings module says which package answers."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = os.environ.get("ACME_SECRET_KEY", "only-for-the-example")
DEBUG = False
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = ["acme"]
MIDDLEWARE = ["acme.identity.IdentityMiddleware"]
ROOT_URLCONF = "acme.urls"
WSGI_APPLICATION = "acme.wsgi.application"
DATABASES = {}
USE_TZ = True

# Every tenant's files lie in a folder of its own below this one.
MEDIA_ROOT = os.environ.get("ACME_MEDIA", str(BASE_DIR / "media"))
# The same for what `export_assets` writes.
EXPORT_ROOT = os.environ.get("ACME_EXPORTS", str(BASE_DIR / "exports"))
AWS_REGION = os.environ.get("AWS_REGION", "eu-central-1")
