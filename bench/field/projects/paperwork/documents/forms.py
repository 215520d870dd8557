from django import forms

from .models import Document, Scan


class DocumentForm(forms.ModelForm):
    class Meta:
        model = Document
        fields = ['title', 'folder', 'file']


class RenameForm(forms.ModelForm):
    class Meta:
        model = Document
        fields = ['title', 'folder']


class ScanForm(forms.ModelForm):
    class Meta:
        model = Scan
        fields = ['image', 'page']


class CoverForm(forms.Form):
    """A cover sheet in plain text, which is stored among the covers."""

    name = forms.CharField(max_length=100)
    text = forms.CharField(widget=forms.Textarea)
