"""Pages for those who work here."""
import csv

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.views.decorators import staff_member_required
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render

from .forms import BookForm, ReportForm
from .models import Order


@staff_member_required(login_url="login")
def new_book(request):
    form = BookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect(form.save())
    return render(request, "shop/form.html", {"form": form, "title": "New book"})


@staff_member_required(login_url="login")
def reports(request):
    """Writes a list of orders as NAME.csv."""
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        settings.REPORT_DIR.mkdir(parents=True, exist_ok=True)
        target = settings.REPORT_DIR / f"{form.cleaned_data['name']}.csv"
        minimum = form.cleaned_data["minimum"] or 0
        with open(target, "w", newline="") as file:
            lines = csv.writer(file)
            lines.writerow(["order", "customer", "book", "total"])
            for order in Order.objects.filter(created__date__gte=form.cleaned_data["since"]).select_related("book"):
                if order.total >= minimum:
                    lines.writerow([order.pk, order.email, order.book.slug, order.total])
        messages.success(request, "The report was written.")
        return redirect("reports")
    return render(request, "shop/form.html", {"form": form, "title": "New report"})


@staff_member_required(login_url="login")
def report(request, name):
    path = settings.REPORT_DIR / f"{name}.csv"
    if not path.is_file():
        raise Http404("no such report")
    return FileResponse(open(path, "rb"), as_attachment=True)
