from django.contrib import admin

from .models import Document, Scan

admin.site.register([Document, Scan])
