"""JSON Schemas of the YAML files, for editors such as VS Code and JetBrains.

They complete field names, known words and the ids of other records while somebody writes. The
loader stays the only check: a schema may let pass what `check_data` refuses, never the reverse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

from pydantic import BaseModel

from portal.descriptions import describe
from portal.editing.examples import SITE_FIELD, example_of
from portal.fields import DataFile, Reference, Text
from portal.model import KINDS
from portal.site import Site
from portal.walk import marker_of

# The dialect that both editors' YAML support reads best.
DIALECT: Final = "http://json-schema.org/draft-07/schema#"
IDS_FILE: Final = "ids.json"
SITE: Final = "site"
# Where the schemas lie, from the repository's root.
FOLDER: Final = ".vscode/schemas"
Schema: TypeAlias = dict[str, Any]
# YAML's own types: the loader takes every plain value as the text that it is.
_SCALAR: Final = ["string", "number", "boolean"]
_JETBRAINS: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<project version="4">
  <component name="JsonSchemaMappingsProjectConfiguration">
    <state>
      <map>
{entries}      </map>
    </state>
  </component>
</project>
"""
_JETBRAINS_ENTRY: Final = """\
        <entry key="{name}">
          <value>
            <SchemaInfo>
              <option name="name" value="{name}" />
              <option name="relativePathToSchema" value="{file}" />
              <option name="patterns">
                <list>
                  <Item>
                    <option name="pattern" value="true" />
                    <option name="path" value="{pattern}" />
                    <option name="mappingKind" value="Pattern" />
                  </Item>
                </list>
              </option>
            </SchemaInfo>
          </value>
        </entry>
"""


def schema_name(kind: str) -> str:
    """The file of a kind's schema: "events.json"."""
    return f"{kind}.json"


def editor_schemas(languages: Iterable[str]) -> dict[str, Schema]:
    """The schema of each kind's files, by the schema's file name.

    `languages` are the tags of the site, the default first: texts offer one line for each.
    """
    tags = tuple(languages)
    files = {schema_name(kind): _file_schema(model, tags) for kind, model in KINDS.items()}
    return {**files, schema_name(SITE): _file_schema(Site, tags)}


def id_schema(ids: Mapping[str, Iterable[str]]) -> Schema:
    """All ids by kind, in a file of its own: only it changes with every new record."""
    definitions: Schema = {
        kind: {"enum": sorted(ids[kind])} if ids.get(kind) else {"not": {}} for kind in KINDS
    }
    return {"$schema": DIALECT, "definitions": definitions}


def settings(files: Iterable[str]) -> Schema:
    """What VS Code needs to know: which schema checks which files."""
    return {
        "yaml.schemas": {f"{FOLDER}/{name}": _pattern(name) for name in sorted(files)},
        "yaml.yamlVersion": "1.2",
        "yaml.format.enable": False,
        "files.associations": {"*.po": "po"},
        "files.insertFinalNewline": True,
        "files.trimTrailingWhitespace": True,
        "files.encoding": "utf8",
    }


def jetbrains_mappings(files: Iterable[str]) -> str:
    """The same for JetBrains' editors (.idea/jsonSchemas.xml)."""
    entries = "".join(
        _JETBRAINS_ENTRY.format(
            name=name.removesuffix(".json"), file=f"{FOLDER}/{name}", pattern=_pattern(name)
        )
        for name in sorted(files)
    )
    return _JETBRAINS.format(entries=entries)


def _pattern(name: str) -> str:
    stem = name.removesuffix(".json")
    return "data/site.yml" if stem == SITE else f"data/{stem}/*.yml"


def _file_schema(model: type[BaseModel], tags: tuple[str, ...]) -> Schema:
    raw = model.model_json_schema(mode="validation", ref_template="#/definitions/{model}")
    models = _models(model)
    definitions = raw.pop("$defs", {})
    schema = _finish(raw, model, tags)
    # The file's name is the id; a line with it is an error.
    schema["properties"].pop("id", None)
    schema["required"] = [name for name in schema["required"] if name != "id"]
    schema.pop("title", None)
    return {
        "$schema": DIALECT,
        **schema,
        "definitions": {
            name: _finish(definition, models[name], tags) if name in models else definition
            for name, definition in sorted(definitions.items())
        },
    }


def _models(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {}
    waiting = [model]
    while waiting:
        for field in waiting.pop().model_fields.values():
            _, inner, _ = marker_of(field.annotation, tuple(field.metadata))
            if inner is not None and inner.__name__ not in found:
                found[inner.__name__] = inner
                waiting.append(inner)
    return found


def _finish(schema: Schema, model: type[BaseModel], tags: tuple[str, ...]) -> Schema:
    schema.setdefault("required", [])
    for name, field in model.model_fields.items():
        marker, inner, many = marker_of(field.annotation, tuple(field.metadata))
        made = _without_null(schema["properties"][name])
        if isinstance(marker, Reference):
            made = _listed(made, _reference(marker.kind), many)
        elif isinstance(marker, DataFile):
            made = _listed(made, _file(marker), many)
        elif isinstance(marker, type) and issubclass(marker, Text):
            made = _listed(made, _text(tags), many)
        else:
            made = _relaxed(made)
        short = getattr(inner, "short_form", "")
        if inner is not None and short:  # one value alone may stand for the whole part
            made = {"anyOf": [_finish_one(inner, short), made]}
        if name == "social_cards":  # all, none, or some kinds
            made = {"anyOf": [{"type": "boolean"}, made]}
        made.pop("default", None)
        made["title"] = name.replace("_", " ").capitalize()
        made["description"] = SITE_FIELD.get(f"{model.__name__}.{name}") or describe(
            model.__name__, name
        )
        example = example_of(model.__name__, name)
        if example is not None:
            made["examples"] = [[example] if many else example]
        if "$ref" in made:  # in this dialect nothing beside a $ref counts
            made = {"allOf": [{"$ref": made.pop("$ref")}], **made}
        schema["properties"][name] = made
    return schema


def _finish_one(model: type[BaseModel], name: str) -> Schema:
    """What a part's most important field may hold, for the short form of the part."""
    field = model.model_fields[name]
    marker, _, _ = marker_of(field.annotation, tuple(field.metadata))
    return _file(marker) if isinstance(marker, DataFile) else {"type": _SCALAR}


def _without_null(schema: Schema) -> Schema:
    """A field is left out, not written as null."""
    options = schema.get("anyOf")
    if options is None:
        return dict(schema)
    kept = [option for option in options if option != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**rest, **(kept[0] if len(kept) == 1 else {"anyOf": kept})}


def _listed(schema: Schema, item: Schema, many: bool) -> Schema:
    return {**schema, "items": item} if many else item


def _reference(kind: str) -> Schema:
    # Either: the list of ids may be older than the record that was added a minute ago.
    return {
        "anyOf": [
            {"$ref": f"{IDS_FILE}#/definitions/{kind}"},
            {"type": _SCALAR, "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
        ]
    }


def _file(marker: DataFile) -> Schema:
    return {"type": "string", "pattern": f"^{marker.folder}/"}


def _text(tags: tuple[str, ...]) -> Schema:
    words = {"type": _SCALAR}
    return {
        "type": "object",
        "properties": {
            tag: {**words, "description": f"The text in the language {tag}"} for tag in tags
        },
        "additionalProperties": False,
        "required": list(tags[:1]),
    }


def _relaxed(schema: Schema) -> Schema:
    """Texts and numbers as the loader takes them: `2013` is a date, `"12"` a number."""
    made = dict(schema)
    if "enum" not in made and made.get("type") in ("string", "number", "integer"):
        made["type"] = _SCALAR
        for bound in ("minimum", "maximum", "format"):
            made.pop(bound, None)
    if "anyOf" in made:
        made["anyOf"] = [_relaxed(option) for option in made["anyOf"]]
    if isinstance(made.get("items"), dict):
        made["items"] = _relaxed(made["items"])
    if isinstance(made.get("additionalProperties"), dict):
        made["additionalProperties"] = _relaxed(made["additionalProperties"])
    return made
