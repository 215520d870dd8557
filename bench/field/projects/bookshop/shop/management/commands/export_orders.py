import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from shop.models import Order


class Command(BaseCommand):
    help = "Writes every order of a customer as a file of its own"

    def add_arguments(self, parser):
        parser.add_argument("customer")
        parser.add_argument("--to", default="exports", help="the folder")
        parser.add_argument("--format", choices=["json", "text"], default="json")

    def handle(self, customer, to, format, **options):
        orders = Order.objects.filter(customer__username=customer).select_related("book")
        if not orders:
            raise CommandError("no orders")
        folder = Path(to) / (slugify(customer) or "customer")
        folder.mkdir(parents=True, exist_ok=True)
        for order in orders:
            row = {"book": order.book.title, "quantity": order.quantity, "dedication": order.dedication}
            text = json.dumps(row) if format == "json" else "\n".join(f"{k}: {v}" for k, v in row.items())
            (folder / f"{order.pk}-{slugify(order.book.title)}.{format}").write_text(text)
        self.stdout.write(f"{len(orders)} orders")
