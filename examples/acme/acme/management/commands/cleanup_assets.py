"""`cleanup_assets --tenant T`: removes the tenant's attachments whose asset is gone."""

from django.core.management.base import BaseCommand, CommandError

from acme.identity import NAME
from acme.twin import part


class Command(BaseCommand):
    help = "Removes the attachments of a tenant whose asset is gone, and what is left of it on disk."

    def add_arguments(self, parser):
        parser.add_argument("--tenant", required=True)

    def handle(self, *, tenant, **options):
        if not NAME.fullmatch(tenant):
            raise CommandError("that is no tenant's name")
        self.stdout.write(f"removed {part('upkeep').cleanup(tenant)}")
