"""What a Django project declares, for a config that is still to be written: views, commands, settings, users."""

import os
import re
from typing import Any, Optional

from django.apps import apps
from django.conf import settings
from django.core import management
from django.core.management.base import BaseCommand
from django.urls import get_resolver

from .. import routes
from ..mining import Exploration
from ..mining.arguments import argument_facts
from ..mining.settings import is_folder, paths_in
from ..mining.views import view_facts
from .declared import watch_framework
from .logins import has_logins

MODEL_FIELDS_MAX = 1_000
_RIGHT = re.compile(r"(?:^|_)(?:staff|superuser|admin|manager|moderator|operator|editor)(?:$|_)")
_LOGIN_MIDDLEWARE = "django.contrib.auth.middleware.LoginRequiredMiddleware"

Facts = dict[str, Any]


def explored(exploration: Exploration, commands: list[dict[str, str]]) -> Facts:
    """Routes with their views, commands with their arguments, and what settings and models say."""
    frames = exploration.frames
    for_all = _LOGIN_MIDDLEWARE in settings.MIDDLEWARE
    # Views are loaded with the routes that lead to them.
    get_resolver().url_patterns  # noqa: B018
    watch_framework(exploration.notes)
    found = routes.discover(
        get_resolver(), frames.intern, lambda view: view_facts(view, frames, form_class_of, for_all)
    )
    missing = exploration.missing_environment()
    return {
        "routes": found,
        "commands": [{**command, **_arguments(command["name"])} for command in commands],
        "project": {
            "folders": [
                {"setting": name, "path": path, "isFolder": is_folder(path)}
                for name, path in setting_paths(exploration.folder)
            ],
            "users": users(),
            "hosts": [str(one) for one in exploration.hosts],
            "middleware": [str(one) for one in settings.MIDDLEWARE],
            "storages": storage_aliases(),
            "fileFields": file_fields(),
            "replaced": exploration.replaced,
            **({"environment": missing} if missing else {}),
        },
    }


def setting_paths(folder: str) -> list[tuple[str, str]]:
    """The settings that name files or folders; read one by one, because a project may compute some."""
    present: dict[str, Any] = {}
    for name in dir(settings):
        if name.isupper():
            try:
                present[name] = getattr(settings, name)
            except Exception:  # noqa: BLE001, S112 - a setting that Django refuses to give
                continue
    return paths_in(present, os.path.realpath(folder))


def form_class_of(kind: Any, given: Facts) -> Any:
    """The form class of a generic editing view, as the view itself would choose it."""
    from django.forms.models import modelform_factory

    def named(name: str) -> Any:
        return given.get(name) or getattr(kind, name, None)

    if named("form_class") is not None:
        return named("form_class")
    queryset = named("queryset")
    model = named("model") or getattr(queryset, "model", None)
    return None if model is None or not named("fields") else modelform_factory(model, fields=named("fields"))


def _arguments(name: str) -> Facts:
    """The arguments of a command; nothing if it cannot be loaded."""
    source = management.get_commands()[name]
    try:
        loaded = source if isinstance(source, BaseCommand) else management.load_command_class(source, name)
        common = [action.dest for action in BaseCommand().create_parser("manage.py", name)._actions]
        return {"arguments": argument_facts(loaded.create_parser("manage.py", name), common)}
    except (Exception, SystemExit):  # noqa: BLE001 - a command of the project's own may raise anything
        return {}


def storage_aliases() -> list[str]:
    named = getattr(settings, "STORAGES", None)
    return [alias for alias in (named if isinstance(named, dict) else ["default"]) if alias != "staticfiles"]


def file_fields() -> list[str]:
    from django.db.models import FileField

    found = [
        "%s.%s" % (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FileField) and not model.__module__.startswith("django.")
    ]
    return found[:MODEL_FIELDS_MAX]


def users() -> Optional[Facts]:
    """What a user needs, beside a name and a password."""
    if not has_logins():
        return None
    from django.contrib.auth import get_user_model
    from django.shortcuts import resolve_url

    model = get_user_model()
    wanted = [model._meta.get_field(name) for name in model.REQUIRED_FIELDS]
    wanted += [field for field in model._meta.concrete_fields if _is_needed(field) and field not in wanted]
    known = (model.USERNAME_FIELD, "password")
    try:
        login_url = str(resolve_url(settings.LOGIN_URL))
    except Exception:  # noqa: BLE001 - a name that no route has
        login_url = str(settings.LOGIN_URL)
    return {
        "usernameField": model.USERNAME_FIELD,
        "required": [{"name": f.name, "kind": _kind_of(f)} for f in wanted if f.name not in known],
        "loginUrl": login_url,
        "rights": [field.name for field in model._meta.concrete_fields if _is_right(field)],
        "texts": [field.name for field in model._meta.concrete_fields if _is_own_text(field, model)],
    }


#: Texts of fewer characters are codes and flags, not names.
_NAME_LENGTH = 16


def _is_own_text(field: Any, model: Any) -> bool:
    """Whether a field of the project's own holds any text and may be empty."""
    from django.db import models

    if not isinstance(field, models.CharField) or isinstance(field, models.EmailField) or field.choices:
        return False
    inherited = {
        one.name
        for base in model.__mro__
        if base.__module__.startswith("django.") and hasattr(base, "_meta")
        for one in base._meta.local_fields
    }
    is_long = field.max_length is None or field.max_length >= _NAME_LENGTH
    return field.name not in inherited and is_long and field.editable and not _is_needed(field)


def _is_right(field: Any) -> bool:
    from django.db import models

    return isinstance(field, models.BooleanField) and _RIGHT.search(field.name) is not None


def _is_needed(field: Any) -> bool:
    made = field.primary_key or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    return not (made or field.null or field.blank or field.has_default())


def _kind_of(field: Any) -> str:
    from django.db import models

    if isinstance(field, models.EmailField):
        return "email"
    if isinstance(field, (models.CharField, models.TextField)):
        return "text"
    if isinstance(field, models.IntegerField):
        return "integer"
    if isinstance(field, models.BooleanField):
        return "boolean"
    return "date" if isinstance(field, models.DateField) else "other"
