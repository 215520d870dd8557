from datetime import date

from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User

from .models import Book, Order, Review


class RegisterForm(UserCreationForm):
    email = forms.EmailField()
    accept_terms = forms.BooleanField(label="I accept the terms")

    class Meta:
        model = User
        fields = ["username", "email"]


class OrderForm(forms.ModelForm):
    class Meta:
        model = Order
        fields = ["quantity", "email", "delivery", "deliver_on", "dedication"]

    def clean_deliver_on(self):
        day = self.cleaned_data["deliver_on"]
        if day < date.today():
            raise forms.ValidationError("That day is over.")
        return day

    def clean_quantity(self):
        quantity = self.cleaned_data["quantity"]
        if not 1 <= quantity <= 20:
            raise forms.ValidationError("Between 1 and 20.")
        return quantity


class ReviewForm(forms.ModelForm):
    class Meta:
        model = Review
        fields = ["stars", "text"]


class BookForm(forms.ModelForm):
    class Meta:
        model = Book
        fields = ["title", "slug", "genre", "price", "published", "cover"]


class ReportForm(forms.Form):
    name = forms.CharField(max_length=80)
    since = forms.DateField()
    minimum = forms.DecimalField(min_value=0, max_digits=8, decimal_places=2, required=False)
