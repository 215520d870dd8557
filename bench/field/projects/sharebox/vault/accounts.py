from django import forms
from django.contrib.auth import authenticate, login
from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


class SignupForm(forms.Form):
    username = forms.SlugField(min_length=3, max_length=30)
    password = forms.CharField(min_length=8)


@csrf_exempt
@require_POST
def signup(request: HttpRequest) -> JsonResponse:
    form = SignupForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    if User.objects.filter(username=form.cleaned_data["username"]).exists():
        return JsonResponse({"errors": {"username": ["taken"]}}, status=409)
    user = User.objects.create_user(**form.cleaned_data)
    login(request, user)
    return JsonResponse({"user": user.username}, status=201)


@csrf_exempt
@require_POST
def signin(request: HttpRequest) -> JsonResponse:
    user = authenticate(request, username=request.POST.get("username"), password=request.POST.get("password"))
    if user is None:
        return JsonResponse({"errors": {"__all__": ["wrong credentials"]}}, status=403)
    login(request, user)
    return JsonResponse({"user": user.username})
