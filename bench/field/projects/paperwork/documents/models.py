import os

from django.conf import settings
from django.db import models
from django.urls import reverse


def document_path(instance, filename):
    # documents/<owner>/<folder>/<file name>; the storage refuses names with ..
    return f'documents/{instance.owner_id}/{instance.folder}/{filename}'


def scan_path(instance, filename):
    return f'scans/{instance.document.owner_id}/{os.path.basename(filename)}'


class Document(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name='documents')
    title = models.CharField(max_length=120)
    folder = models.CharField(max_length=60, default='inbox')
    file = models.FileField(upload_to=document_path, max_length=300)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ['-created']

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse('document-detail', args=[self.pk])


class Scan(models.Model):
    """A page that was scanned for a document."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name='scans')
    image = models.FileField(upload_to=scan_path, max_length=300)
    page = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ['page']
