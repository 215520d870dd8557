"""As little Django as answers the views. `SOUND` is all that the corrected twin has otherwise."""

import os

SECRET_KEY = "only-for-measuring"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = []
MIDDLEWARE = ["desk.asking.Asking"]
ROOT_URLCONF = "desk.urls"
DATABASES = {}
USE_TZ = True
MEDIA_ROOT = "/nonexistent/media"
EXPORT_ROOT = "/nonexistent/exports"
SOUND = os.environ.get("DESK") == "sound"
