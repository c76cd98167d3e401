"""The configuration of the editing page (Decap CMS), from the models: one collection a kind.

Texts are objects with a field per language, references are looked up in their own collection,
dates stay texts, because a source may know only a year. What the widgets let pass is refused by
the loader, which stays the only check.
Source: Decap CMS' documentation, "Configuration options", "Collection types", "Widgets".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from pydantic import BaseModel

from portal.descriptions import describe
from portal.editing.decap_words import (
    DAY,
    FLEXIBLE_DATE,
    LOCAL_TIME,
    LONG_TEXTS,
    WORDS,
    WORDS_OF,
    kind_words,
)
from portal.editing.examples import example_of
from portal.editing.merge import shape_of
from portal.fields import DataFile, Prose, Reference, Text
from portal.model import KINDS
from portal.site import Editing, EditingBackend, SiteLanguage
from portal.walk import marker_of

Config: TypeAlias = dict[str, Any]
# Where the data lies in the repository; the site's own paths begin below it.
DATA: Final = "data"
# Stands for the day on which somebody begins a record; start.js puts it in.
TODAY: Final = "{{today}}"
# Languages that Decap CMS speaks, of those of Europe (its package decap-cms-locales).
_SPOKEN: Final = frozenset(
    ("bg", "ca", "cs", "da", "de", "el", "en", "es", "fr", "hr", "hu", "it", "lt", "nl", "pl",
     "pt", "ro", "ru", "sl", "sv", "tr", "ua")
)  # fmt: skip
_DATES: Final = {
    "date": (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", DAY),
    "date-time": (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}$", LOCAL_TIME),
}
_PARTIAL_DATE: Final = "^[0-9]{4}(-[0-9]{2}){0,2}$"


@dataclass(frozen=True, slots=True)
class Speech:
    """Whose words the page shows: its language, all languages of the site, the strings."""

    tag: str
    languages: Sequence[SiteLanguage]
    gettext: Callable[[str], str]

    @property
    def tags(self) -> tuple[str, ...]:
        """The languages in which texts can be written, the site's default first."""
        return tuple(language.tag for language in self.languages)


def editing_config(speech: Speech, backend: Config) -> Config:
    """The whole configuration, as Decap CMS takes it from JSON.

    `backend` says where records are kept, see `repository` and `LOCAL`.
    """
    code = speech.tag.partition("-")[0]
    return {
        **backend,
        "load_config_file": False,
        "locale": code if code in _SPOKEN else "en",
        "media_folder": f"{DATA}/files",
        "public_folder": "files",
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": [_collection(kind, model, speech) for kind, model in KINDS.items()],
    }


# Our own server answers (scripts/edit.py), on the same address; it needs no account.
LOCAL: Final[Config] = {
    "backend": {"name": "proxy", "proxy_url": "/admin/api", "branch": "main"},
    "publish_mode": "simple",
}


def repository(editing: Editing) -> Config:
    """The backend of a published editing page: each change becomes a pull request."""
    backend: Config = {
        "name": str(editing.backend),
        "repo": editing.repo,
        "branch": editing.branch,
    }
    if editing.login_url is not None:
        backend["base_url"] = editing.login_url.rstrip("/")
    if editing.api_url is not None:
        backend["api_root"] = editing.api_url.rstrip("/")
    if editing.backend is not EditingBackend.GITHUB:
        backend |= {"auth_type": "pkce", "app_id": editing.app_id}
    return {"backend": backend, "publish_mode": "editorial_workflow"}


def _collection(kind: str, model: type[BaseModel], speech: Speech) -> Config:
    plural, singular = kind_words(kind)
    name = _headline(model)
    default = speech.tags[0]
    headline = name if name == "funder" else f"{name}.{default}"
    return {
        "name": kind,
        "label": speech.gettext(plural),
        "label_singular": speech.gettext(singular),
        "folder": f"{DATA}/{kind}",
        "extension": "yml",
        "format": "yml",
        "create": True,
        "identifier_field": headline,
        "slug": "{{slug}}",
        "summary": f"{{{{{headline}}}}}",
        "sortable_fields": [headline, "updated_on"],
        "fields": _fields(model, speech, required=True),
    }


def _headline(model: type[BaseModel]) -> str:
    return next(name for name in ("title", "name", "funder") if name in model.model_fields)


def _fields(model: type[BaseModel], speech: Speech, *, required: bool) -> list[Config]:
    names = [name for name in shape_of(model, speech.tags).keys if name != "id"]
    if "id" in model.model_fields and not hasattr(model, "kind_name"):
        names.insert(0, "id")
    schema = model.model_json_schema(mode="validation")["properties"]
    return [
        _field(model, name, schema[name], speech, required=required and _is_required(model, name))
        for name in names
    ]


def _is_required(model: type[BaseModel], name: str) -> bool:
    return model.model_fields[name].is_required()


def _field(
    model: type[BaseModel], name: str, schema: Config, speech: Speech, *, required: bool
) -> Config:
    field = model.model_fields[name]
    marker, inner, many = marker_of(field.annotation, tuple(field.metadata))
    made: Config = {
        "name": name,
        "label": speech.gettext(describe(model.__name__, name)),
        "required": required,
    }
    example = example_of(model.__name__, name)
    if example is not None and inner is None:
        made["hint"] = speech.gettext(WORDS["example"]) % {"example": example}
    if isinstance(marker, Reference):
        return made | _relation(marker.kind, speech, many=many, required=required)
    if isinstance(marker, DataFile):
        return made | _file(marker)
    if isinstance(marker, type) and issubclass(marker, Text):
        widget = "text" if issubclass(marker, Prose) or name in LONG_TEXTS else "string"
        texts = _texts(speech, widget, required=required or many)
        return made | (_list(speech, fields=texts) if many else _object(texts, required))
    if inner is not None:
        parts = _fields(inner, speech, required=required or many)
        return made | (_list(speech, fields=parts) if many else _object(parts, required))
    plain = _plain(schema, speech, type_name=_enumeration(field.annotation))
    if plain.get("widget") == "object":
        return made | plain
    if many or schema.get("type") == "array":
        items = _plain(schema.get("items", {}), speech, type_name="")
        return made | _list(speech, field={"name": name, "label": made["label"], **items})
    if name == "updated_on":
        made["default"] = TODAY
    return made | plain


def _relation(kind: str, speech: Speech, *, many: bool, required: bool) -> Config:
    name = _headline(KINDS[kind])
    shown = name if name == "funder" else f"{name}.{speech.tags[0]}"
    own = f"{name}.{speech.tag}"
    made: Config = {
        "widget": "relation",
        "collection": kind,
        "value_field": "{{slug}}",
        "search_fields": [shown, *([own] if own != shown and name != "funder" else [])],
        "display_fields": [shown],
        "options_length": 500,
    }
    return made | ({"multiple": True, "min": 1 if required else 0} if many else {})


def _file(marker: DataFile) -> Config:
    # The leading slash: from the repository's root, not below the collection's folder.
    return {
        "widget": "image" if marker.folder in ("logos", "pictures") else "file",
        "media_folder": f"/{DATA}/{marker.folder}",
        "public_folder": marker.folder,
        "choose_url": False,
    }


def _texts(speech: Speech, widget: str, *, required: bool) -> list[Config]:
    return [
        {
            "name": language.tag,
            "label": language.name,
            "widget": widget,
            "required": required and number == 0,
        }
        for number, language in enumerate(speech.languages)
    ]


def _object(fields: list[Config], required: bool) -> Config:
    return {"widget": "object", "fields": fields, "collapsed": not required}


def _list(speech: Speech, **items: Any) -> Config:
    made: Config = {"widget": "list", "collapsed": True, "minimize_collapsed": True, **items}
    first = items.get("fields", [{}])[0]
    if first.get("widget") == "object" and "fields" in first:
        made["summary"] = f"{{{{fields.{first['name']}.{speech.tags[0]}}}}}"
    elif first:
        made["summary"] = f"{{{{fields.{first['name']}}}}}"
    return made


def _enumeration(annotation: Any) -> str:
    return next(
        (
            part.__name__
            for part in (annotation, *getattr(annotation, "__args__", ()))
            if isinstance(part, type) and part.__name__ in WORDS_OF
        ),
        "",
    )


def _plain(schema: Config, speech: Speech, *, type_name: str) -> Config:
    if type_name:
        options = [
            {"label": speech.gettext(words), "value": value}
            for value, words in WORDS_OF[type_name].items()
        ]
        return {"widget": "select", "options": options}
    options = [schema, *schema.get("anyOf", ())]
    for option in options:
        if option.get("type") == "object" and "additionalProperties" in option:
            return _object(_texts(speech, "string", required=False), required=False)
        if option.get("format") in _DATES:
            pattern, words = _DATES[option["format"]]
            return {"widget": "string", "pattern": [pattern, speech.gettext(words)]}
        if option.get("pattern") == _PARTIAL_DATE:
            words = speech.gettext(FLEXIBLE_DATE)
            return {"widget": "string", "pattern": [_PARTIAL_DATE, words]}
    return {"widget": "string"}
