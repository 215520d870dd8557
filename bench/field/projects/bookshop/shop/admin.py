from django.contrib import admin

from .models import Book, Order, Review


@admin.register(Book)
class BookAdmin(admin.ModelAdmin):
    prepopulated_fields = {"slug": ["title"]}


admin.site.register([Order, Review])
