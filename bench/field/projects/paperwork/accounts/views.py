from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse_lazy
from django.views.generic import UpdateView

from .models import Member


class ProfileView(LoginRequiredMixin, UpdateView):
    model = Member
    fields = ['first_name', 'last_name', 'department']
    template_name = 'accounts/profile.html'
    success_url = reverse_lazy('profile')

    def get_object(self, queryset=None):
        return self.request.user
