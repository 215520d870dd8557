from django.core.management.base import BaseCommand

from core.models import MODELS


class Command(BaseCommand):
    help = "Create the DynamoDB tables of all models."

    def handle(self, *args, **options):
        for model in MODELS:
            if not model.exists():
                model.create_table(wait=True)
                self.stdout.write(f"created {model.Meta.table_name}")
