"""As little Django as answers two endpoints."""

SECRET_KEY = "only-for-measuring"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = []
MIDDLEWARE = []
ROOT_URLCONF = "notes.urls"
DATABASES = {}
USE_TZ = True
MEDIA_ROOT = "/nonexistent"
