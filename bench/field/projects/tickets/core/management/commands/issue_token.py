from django.core.management.base import BaseCommand, CommandError

from core.auth import issue_token
from core.models import Account


class Command(BaseCommand):
    help = "Print a bearer token for an account, for support."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, email, **options):
        try:
            account = Account.get(email)
        except Account.DoesNotExist:
            raise CommandError("no such account") from None
        self.stdout.write(issue_token(account.email, account.workspace))
