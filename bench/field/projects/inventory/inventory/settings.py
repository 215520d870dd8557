import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = os.environ.get("SECRET_KEY", "dev-only")
DEBUG = os.environ.get("DEBUG") == "1"
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = ["parts"]
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "parts.middleware.OrganisationMiddleware",
]
ROOT_URLCONF = "inventory.urls"
DATABASES = {}
USE_TZ = True
APPEND_SLASH = False

PARTS_TABLE = "inventory-parts"
MOVEMENTS_TABLE = "inventory-movements"
COUNTS_TABLE = "inventory-counts"
LABELS_TABLE = "inventory-labels"
DYNAMODB_REGION = os.environ.get("AWS_DEFAULT_REGION", "eu-central-1")
