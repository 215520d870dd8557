from django.db import migrations


def add_books(apps, schema_editor):
    Book = apps.get_model("shop", "Book")
    Book.objects.create(title="The Long Way", slug="the-long-way", genre="novel", price="12.50", published="2019-04-01")
    Book.objects.create(title="Under Ice", slug="under-ice", genre="crime", price="9.90")


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_initial")]

    operations = [migrations.RunPython(add_books, migrations.RunPython.noop)]
