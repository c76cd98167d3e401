"""The scalar types of records: what an editor may write, and what it becomes.

Each type refuses with `FieldError`, whose words end up in front of the editor;
so they say what is expected in plain language and how to mend it.
"""

from portal.fields.addresses import (
    AnyUrl,
    DataFile,
    DocumentFile,
    LogoFile,
    PictureFile,
    Url,
    is_file_path,
    is_inside,
    parse_any_url,
    parse_file_path,
    parse_url,
)
from portal.fields.codes import (
    Country,
    Currency,
    Language,
    NationalCode,
    Nuts3,
    TextLanguage,
    pattern,
)
from portal.fields.dates import Day, FlexibleDate, LocalTime, PartialDate, TimeZone
from portal.fields.numbers import Amount, Count, Latitude, Longitude, Percent
from portal.fields.refusal import ANYTHING, TODO, FieldError, each_once, said_by
from portal.fields.texts import LANGUAGE_PATTERN, Alt, Prose, Text
from portal.fields.words import MAX_ID, RESERVED_ID, Identifier, Line, Reference, is_id, make_id

__all__ = [
    "ANYTHING",
    "LANGUAGE_PATTERN",
    "MAX_ID",
    "RESERVED_ID",
    "TODO",
    "Alt",
    "Amount",
    "AnyUrl",
    "Count",
    "Country",
    "Currency",
    "DataFile",
    "Day",
    "DocumentFile",
    "FieldError",
    "FlexibleDate",
    "Identifier",
    "Language",
    "Latitude",
    "Line",
    "LocalTime",
    "LogoFile",
    "Longitude",
    "NationalCode",
    "Nuts3",
    "PartialDate",
    "Percent",
    "PictureFile",
    "Prose",
    "Reference",
    "Text",
    "TextLanguage",
    "TimeZone",
    "Url",
    "each_once",
    "is_file_path",
    "is_id",
    "is_inside",
    "make_id",
    "parse_any_url",
    "parse_file_path",
    "parse_url",
    "pattern",
    "said_by",
]
