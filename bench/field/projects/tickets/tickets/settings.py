import os

SECRET_KEY = os.getenv("TICKETS_SECRET_KEY", "tickets-local-secret")
DEBUG = os.getenv("TICKETS_DEBUG", "") == "1"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tickets.urls"
INSTALLED_APPS = ["core", "api"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "core.auth.BearerTokenMiddleware"]
DATABASES = {}
USE_TZ = True

TOKEN_LIFETIME = 12 * 3600
PAGE_SIZE = 25
