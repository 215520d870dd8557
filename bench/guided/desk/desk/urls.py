"""One address for each view."""

from django.urls import path

from desk import papers, walks

_ONE = ("stash", "quote", "rename", "merge", "bring", "upload", "configure", "export", "rotate")
_SEVERAL = ("draft", "seal", "publish", "vote", "tally", "prefix", "mode", "save")

urlpatterns = [
    *(path(f"{name}/", getattr(papers, name)) for name in _ONE),
    *(path(f"{name}/", getattr(walks, name)) for name in _SEVERAL),
]
