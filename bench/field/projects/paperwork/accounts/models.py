from django.contrib.auth.models import AbstractUser
from django.db import models


class Member(AbstractUser):
    DEPARTMENTS = [
        ('hr', 'Human resources'),
        ('legal', 'Legal'),
        ('sales', 'Sales'),
    ]

    email = models.EmailField(unique=True)
    department = models.CharField(max_length=10, choices=DEPARTMENTS)
    hired_on = models.DateField()

    REQUIRED_FIELDS = ['email', 'department', 'hired_on']

    def __str__(self):
        return self.get_full_name() or self.username
