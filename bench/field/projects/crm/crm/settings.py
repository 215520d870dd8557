import os

SECRET_KEY = os.environ.get('SECRET_KEY', 'local')
DEBUG = False

# Every customer has a subdomain: acme.crm.example
BASE_DOMAIN = os.environ.get('CRM_DOMAIN', 'crm.example')
ALLOWED_HOSTS = ['.' + BASE_DOMAIN]

ROOT_URLCONF = 'crm.urls'
INSTALLED_APPS = ['contacts']
MIDDLEWARE = [
    'django.middleware.common.CommonMiddleware',
    'contacts.tenancy.SubdomainMiddleware',
]
DATABASES = {}

CRM_TABLE = os.environ.get('CRM_TABLE', 'crm')
CRM_BUCKET = os.environ.get('CRM_BUCKET', 'crm-attachments')
AWS_REGION = os.environ.get('AWS_REGION', 'us-east-1')
