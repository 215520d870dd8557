"""
Finds Storages and file fields by the names that a config gives them (`default`, `shop.storage:Vault`,
`shop.Report.file`) and makes the files that they save. A Storage needs no project around it.
"""

from typing import Any, Callable

import django
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist

from ..config_error import ConfigError


def set_up_alone(media_root: str) -> None:
    """Configures the settings that a Storage without a project needs, unless the target has configured its own."""
    if not settings.configured:
        settings.configure(MEDIA_ROOT=media_root, SECRET_KEY="trespass", USE_TZ=True)
        django.setup()


def content_file(content: bytes, name: str) -> Any:
    """A file to save, with exactly the name that was sent."""
    from django.core.files.base import ContentFile

    file = ContentFile(content)
    file.name = name
    return file


def storage(name: str, options: dict[str, Any], find: Callable[[str], Any]) -> Any:
    """
    The Storage with this alias in `STORAGES`, or a new one of `module:Class` with these options; `find` imports the
    class. Raises ConfigError if the alias is unknown or has options.
    """
    if ":" in name:
        return find(name)(**options)
    if options:
        raise ConfigError("options are for a storage given as module:Class, not for the alias %r" % name)
    return aliased_storage(name)


def aliased_storage(alias: str) -> Any:
    from django.core.files import storage

    if hasattr(storage, "storages"):
        if alias not in storage.storages.backends:
            known = ", ".join(storage.storages.backends)
            raise ConfigError("there is no storage %r in STORAGES; there are %s" % (alias, known))
        return storage.storages[alias]
    if alias == "default":
        return storage.default_storage
    if alias == "staticfiles":
        return storage.get_storage_class(settings.STATICFILES_STORAGE)()
    raise ConfigError("this Django knows the storages default and staticfiles, not %r" % alias)


def file_field(name: str) -> Callable[[str, Any], str]:
    """
    Returns a function that saves a file through the field `app.Model.field` of a new instance and returns the stored
    name. Raises ConfigError if there is no such file field.
    """
    from django.db.models import FileField

    label, _, field = name.rpartition(".")
    try:
        model = apps.get_model(label)
        if not isinstance(model._meta.get_field(field), FileField):
            raise ConfigError("%s is no file field" % name)
    except (LookupError, ValueError, FieldDoesNotExist) as error:
        raise ConfigError("there is no field %s: %s" % (name, error)) from error

    def save(file_name: str, file: Any) -> str:
        # The row is not saved, because values for its other fields are unknown. The file is, under its final name.
        kept = getattr(model(), field)
        kept.save(file_name, file, save=False)
        return str(kept.name)

    return save
