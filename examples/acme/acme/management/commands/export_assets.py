"""`export_assets --tenant T`: writes the tenant's assets below EXPORT_ROOT."""

from django.core.management.base import BaseCommand, CommandError

from acme.identity import NAME
from acme.twin import part


class Command(BaseCommand):
    help = "Writes every asset of a tenant below EXPORT_ROOT."

    def add_arguments(self, parser):
        parser.add_argument("--tenant", required=True)

    def handle(self, *, tenant, **options):
        if not NAME.fullmatch(tenant):
            raise CommandError("that is no tenant's name")
        self.stdout.write(f"exported {part('upkeep').export(tenant)}")
