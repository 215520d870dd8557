from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse


class Book(models.Model):
    class Genre(models.TextChoices):
        NOVEL = "novel", "Novel"
        CRIME = "crime", "Crime"
        SCIENCE = "science", "Science"

    title = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    genre = models.CharField(max_length=10, choices=Genre.choices, default=Genre.NOVEL)
    price = models.DecimalField(max_digits=7, decimal_places=2, validators=[MinValueValidator(0)])
    published = models.DateField(null=True, blank=True)
    cover = models.FileField(upload_to="covers/", blank=True)

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("book", args=[self.slug])


class Order(models.Model):
    class Delivery(models.TextChoices):
        POST = "post", "By post"
        PICKUP = "pickup", "Picked up"

    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="orders")
    book = models.ForeignKey(Book, on_delete=models.PROTECT)
    quantity = models.PositiveSmallIntegerField(default=1)
    email = models.EmailField()
    delivery = models.CharField(max_length=10, choices=Delivery.choices)
    deliver_on = models.DateField()
    dedication = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True)

    @property
    def total(self):
        return self.book.price * self.quantity

    @property
    def invoice_name(self):
        return f"invoice-{self.pk:06}.txt"


class Review(models.Model):
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    stars = models.PositiveSmallIntegerField(choices=[(n, "*" * n) for n in range(1, 6)])
    text = models.TextField()
