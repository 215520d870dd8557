import os

SECRET_KEY = os.environ["INGEST_SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = os.environ.get("INGEST_HOSTS", "*").split(",")

ROOT_URLCONF = "ingest.urls"
INSTALLED_APPS = []
MIDDLEWARE = ["ingest.api.errors.ErrorsAsJson"]
DATABASES = {}
USE_TZ = True
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

INGEST = {
    "table": os.environ["INGEST_TABLE"],
    "spool": os.environ["INGEST_SPOOL_DIR"],
    "store": os.environ["INGEST_STORE_DIR"],
    "max_bytes": int(os.environ["INGEST_MAX_BYTES"]),
}
