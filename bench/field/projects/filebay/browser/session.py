from django.contrib.auth import authenticate, login, logout
from django.http import JsonResponse
from django.views.decorators.http import require_POST


@require_POST
def log_in(request):
    user = authenticate(request, username=request.POST.get("username"), password=request.POST.get("password"))
    if user is None:
        return JsonResponse({"error": "wrong name or password"}, status=403)
    login(request, user)
    return JsonResponse({"user": user.username})


@require_POST
def log_out(request):
    logout(request)
    return JsonResponse({})


def whoami(request):
    return JsonResponse({"user": request.user.username or None})
