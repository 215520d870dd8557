from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from .forms import OrderForm, RegisterForm, ReviewForm
from .models import Book, Order


@require_GET
def index(request):
    books = Book.objects.order_by("title")
    genre = request.GET.get("genre")
    if genre in Book.Genre.values:
        books = books.filter(genre=genre)
    page = Paginator(books, 10).get_page(request.GET.get("page"))
    return render(request, "shop/index.html", {"page": page, "genres": Book.Genre.choices})


def register(request):
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        login(request, form.save())
        messages.success(request, "Welcome!")
        target = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
            target = "index"
        return redirect(target)
    return render(request, "shop/form.html", {"form": form, "title": "Register"})


@require_GET
def book(request, slug):
    found = get_object_or_404(Book, slug=slug)
    key = f"book-page:{found.pk}"
    html = cache.get(key)
    if html is None:
        html = render_to_string("shop/book.html", {"book": found, "reviews": found.reviews.all()})
        cache.set(key, html)
    return HttpResponse(html)


@login_required
def order(request, slug):
    found = get_object_or_404(Book, slug=slug)
    form = OrderForm(request.POST or None, initial={"email": request.user.email, "quantity": 1})
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        made.customer = request.user
        made.book = found
        made.save()
        messages.success(request, "Thank you for your order.")
        return redirect("order-detail", made.pk)
    return render(request, "shop/form.html", {"form": form, "title": f"Order {found}"})


@login_required
def review(request, slug):
    found = get_object_or_404(Book, slug=slug)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.book = found
        form.instance.author = request.user
        form.save()
        cache.delete(f"book-page:{found.pk}")
        return redirect(found)
    return render(request, "shop/form.html", {"form": form, "title": f"Review {found}"})


@login_required
def orders(request):
    # The list is slow for good customers, so each page of it is kept.
    number = request.GET.get("page", "1")
    key = f"orders{request.user.username}{number}"
    html = cache.get(key)
    if html is None:
        page = Paginator(request.user.orders.order_by("-created"), 10).get_page(number)
        html = render_to_string("shop/orders.html", {"page": page}, request)
        cache.set(key, html, 60)
    return HttpResponse(html)


@login_required
def order_detail(request, pk):
    found = get_object_or_404(Order, pk=pk, customer=request.user)
    return render(request, "shop/order.html", {"order": found})


@login_required
@require_POST
def cancel(request, pk):
    found = get_object_or_404(Order, pk=pk, customer=request.user)
    (settings.INVOICE_DIR / found.invoice_name).unlink(missing_ok=True)
    found.delete()
    messages.info(request, "The order was cancelled.")
    return redirect("orders")


@login_required
@require_POST
def make_invoice(request, pk):
    """Writes the invoice of an order and leads to it."""
    found = get_object_or_404(Order, pk=pk, customer=request.user)
    settings.INVOICE_DIR.mkdir(parents=True, exist_ok=True)
    text = render_to_string("shop/invoice.txt", {"order": found})
    (settings.INVOICE_DIR / found.invoice_name).write_text(text)
    return redirect("invoice", found.invoice_name)


@login_required
@require_GET
def invoice(request, name):
    path = settings.INVOICE_DIR / name
    if not name.startswith("invoice-") or not path.is_file():
        raise Http404("no such invoice")
    return FileResponse(open(path, "rb"), content_type="text/plain")
