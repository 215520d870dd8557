from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.text import get_valid_filename
from django.views.generic import CreateView, DeleteView, DetailView, FormView, ListView, UpdateView, View

from .forms import CoverForm, DocumentForm, RenameForm, ScanForm
from .models import Document, Scan


class OwnDocumentsMixin(LoginRequiredMixin):
    def get_queryset(self):
        return Document.objects.filter(owner=self.request.user)


class DocumentList(OwnDocumentsMixin, ListView):
    template_name = 'documents/list.html'
    paginate_by = 20

    def get_queryset(self):
        queryset = super().get_queryset()
        query = self.request.GET.get('q')
        if query:
            queryset = queryset.filter(title__icontains=query)
        return queryset


class DocumentDetail(OwnDocumentsMixin, DetailView):
    template_name = 'documents/detail.html'


class DocumentCreate(LoginRequiredMixin, CreateView):
    form_class = DocumentForm
    template_name = 'documents/form.html'

    def form_valid(self, form):
        form.instance.owner = self.request.user
        messages.success(self.request, 'The document was stored.')
        return super().form_valid(form)


class DocumentUpdate(OwnDocumentsMixin, UpdateView):
    form_class = RenameForm
    template_name = 'documents/form.html'


class DocumentDelete(LoginRequiredMixin, DeleteView):
    model = Document
    template_name = 'documents/confirm_delete.html'
    success_url = reverse_lazy('document-list')

    def form_valid(self, form):
        self.object.file.delete(save=False)
        return super().form_valid(form)


class DocumentDownload(OwnDocumentsMixin, DetailView):
    def get(self, request, *args, **kwargs):
        document = self.get_object()
        return FileResponse(document.file.open('rb'), as_attachment=True)


class ScanCreate(LoginRequiredMixin, CreateView):
    form_class = ScanForm
    template_name = 'documents/form.html'

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.document = get_object_or_404(Document, pk=kwargs['pk'], owner=request.user)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        form.instance.document = self.document
        return super().form_valid(form)

    def get_success_url(self):
        return self.document.get_absolute_url()


class ScanDownload(LoginRequiredMixin, View):
    def get(self, request, pk):
        scan = get_object_or_404(Scan, pk=pk)
        return FileResponse(scan.image.open('rb'))


class ScanDelete(LoginRequiredMixin, View):
    def post(self, request, pk):
        scan = get_object_or_404(Scan, pk=pk, document__owner=request.user)
        scan.image.delete(save=False)
        scan.delete()
        return HttpResponse(status=204)


class CoverCreate(LoginRequiredMixin, FormView):
    form_class = CoverForm
    template_name = 'documents/form.html'

    def form_valid(self, form):
        folder = covers_of(self.request.user)
        folder.mkdir(parents=True, exist_ok=True)
        self.name = get_valid_filename(form.cleaned_data['name'])
        (folder / self.name).write_text(form.cleaned_data['text'])
        return super().form_valid(form)

    def get_success_url(self):
        return f"{reverse('cover')}?name={self.name}"


class CoverView(LoginRequiredMixin, View):
    """The cover sheet of ?name=, as text."""

    def get(self, request):
        path = covers_of(request.user) / request.GET.get('name', '')
        if not path.is_file():
            raise Http404('no such cover')
        return HttpResponse(path.read_bytes(), content_type='text/plain')


def covers_of(user):
    return Path(settings.MEDIA_ROOT) / 'covers' / str(user.pk)
