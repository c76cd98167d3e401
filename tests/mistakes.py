"""The mistakes that editors make, each with the one problem that it has to give."""

# fmt: off
# ruff: noqa: E501 - one mistake, one entry: that reads better than it breaks

from __future__ import annotations

from dataclasses import dataclass

MARK = "‸"  # where the problem has to point to; without it, at the beginning of the file

SITE, SOURCE, ORG = "site.yml", "sources/report.yml", "organisations/donor.yml"
TOWN, PROGRAMME, PROJECT = "municipalities/ruse.yml", "programmes/romact.yml", "projects/school.yml"
GRANT, EVENT, AGREEMENT = "grants/school-grant.yml", "events/training.yml", "agreements/ruse-2020.yml"
NEWS, DOCUMENT = "news/start.yml", "documents/handbook.yml"


@dataclass(frozen=True)
class Mistake:
    """`good` of the valid file becomes `bad`; where the fix says so, `mended` instead of `good`."""

    file: str
    good: str
    bad: str
    field: str
    expected: str
    got: str
    fix: str
    mended: str | None = None


MISTAKES = {
    # -- steps of a process ---------------------------------------------------------------
    "unknown step": Mistake(
        AGREEMENT, "step: needs", "step: ‸fundin", "progress[1].step",
        "the id of a step of data/programmes/romact.yml", '"fundin"', 'did you mean "funding"?'),
    "unknown status of a step": Mistake(
        AGREEMENT, "    status: done", "    status: ‸finished", "progress[1].status",
        "one of done, under_way", '"finished"', "use one of these words"),
    "two steps with one id": Mistake(
        PROGRAMME, "  - id: funding", "  - id: ‸needs", "process[2].id", "an id that no other step has",
        '"needs"', "give one of the two another id", None),
    # -- keys ---------------------------------------------------------------------------
    "unknown key": Mistake(
        ORG, "website:", "‸websit:", "websit", "a known field", '"websit"', 'did you mean "website"?'),
    "unknown key, required one meant": Mistake(
        ORG, "kind: donor", "‸kinds: donor", "kinds", "a known field", '"kinds"', 'did you mean "kind"?'),
    "unknown key below an empty field": Mistake(
        ORG, "website: https://donor.example/\n", "website:\n‸zodiac: x\n", "zodiac", "a known field",
        '"zodiac"', "use one of: name, short_name, kind"),
    "unknown key that others need": Mistake(
        EVENT, "starts_at:", "‸start_at:", "start_at", "a known field", '"start_at"',
        'did you mean "starts_at"?'),
    "unknown key in capitals": Mistake(
        ORG, "country: NO", "‸Country: NO", "Country", "a known field", '"Country"', '"country"?'),
    "unknown key, nothing like it": Mistake(
        ORG, "country: NO", "‸zodiac: NO", "zodiac", "a known field", '"zodiac"',
        "use one of: name, short_name, kind", ""),
    "unknown key in a part": Mistake(
        GRANT, "  currency: EUR", "  ‸curency: EUR", "money.curency", "a known field", '"curency"',
        'did you mean "currency"?'),
    "unknown key in a list": Mistake(
        PROJECT, "    role: lead", "    ‸rolle: lead", "partners[1].rolle", "a known field", '"rolle"',
        'did you mean "role"?'),
    "logo without its folder": Mistake(
        ORG, "logo: logos/donor.svg", "logo: ‸donor.svg", "logo", "a file in data/logos/", '"donor.svg"',
        'write it as "logos/donor.svg"'),
    "logo named from above the data": Mistake(
        ORG, "logo: logos/donor.svg", "logo: ‸data/logos/donor.svg", "logo", "a file in data/logos/",
        '"data/logos/donor.svg"', 'write it as "logos/donor.svg"'),
    "key of a part beside it": Mistake(
        EVENT, "municipality: ruse", "‸ends_on: 2018-05-16", "ends_on", "a known field", '"ends_on"',
        'write it below "period:", indented', ""),
    "language that is not indented, in a list": Mistake(
        PROGRAMME, "    title:\n      en: Needs", "    title:\n    ‸en: Needs", "process[1].en",
        '"en" indented below "title"', 'in the column of "title"', 'two spaces before the lines'),
    "language without a space": Mistake(
        PROJECT, "  en: A project.", "  ‸en:A project.", "summary", "a text per language", '"en:A project."',
        "write a colon and a space behind each language: en: …"),
    "colon in a text with a comment": Mistake(
        ORG, "  en: Donor\n", "  en: Fund‸: Donor # ok: names\n", "", 'has ": " in it', '"Fund: Donor"',
        'put the text in quotes: en: "Fund: Donor"', '  en: "Fund: Donor" # ok: names\n'),
    "star before a text with a comment": Mistake(
        ORG, "  en: Donor\n", "  en: ‸*New* fund # a name\n", "", 'begins with "*"', '"*New* fund"',
        'put the text in quotes: "*New* fund"', '  en: "*New* fund" # a name\n'),
    "question mark before a text": Mistake(
        ORG, "  en: Donor\n", "  en: ‸? Donor\n", "", 'begins with "?"', '"? Donor"',
        'put the text in quotes: "? Donor"', '  en: "? Donor"\n'),
    "apostrophe behind a plural in single quotes": Mistake(
        ORG, "  en: Donor\n", "  en: 'The donors' ‸fund'\n", "", "after the closing quote", "fund'",
        'around all of it: "The donors\' fund"', '  en: "The donors\' fund"\n'),
    "apostrophe at the beginning": Mistake(
        ORG, "  en: Donor\n", "  en: ‸'90s fund\n", "", "a closing quote", "the end of the file",
        "put the other kind of quotes around all of it", '  en: "\'90s fund"\n'),
    "text that begins with a sign of texts of several lines": Mistake(
        ORG, "  en: Donor\n", "  en: > ‸5 donors\n", "", 'nothing after the sign ">"', '"5 donors"',
        'put quotes around a text that begins with ">"', '  en: "> 5 donors"\n'),
    "language in the first column": Mistake(
        ORG, "  bg: Донор\n", "‸bg: Донор\n", "bg", "a known field", '"bg"', "put two spaces before it"),
    "address as a list": Mistake(
        ORG, "website: https://donor.example/", "website:\n  ‸- https://donor.example/", "website",
        "a web address", "a list", "without dash or brackets"),
    "two addresses": Mistake(
        ORG, "https://donor.example/", "‸https://a.example/, https://b.example/", "website",
        "an address that begins with", "https://a.example/, https", "write one address"),
    "address with a space behind its colon": Mistake(
        ORG, "website: https://donor.example/", "website: https‸: //donor.example/", "",
        "an address without spaces", '"https: //donor', "write website: https://donor.example/"),
    "language with a semicolon": Mistake(
        PROJECT, "  en: A project.", "  ‸en; A project.", "summary", "a text per language", '"en; A',
        "write a colon and a space behind each language: en: …"),
    "quotes in a text without its language": Mistake(
        ORG, "name:\n  en: Donor\n  bg: Донор", "name: ‸The \"Donor\" fund", "name", "a text per language",
        "Donor", "indented: en: 'The \"Donor\" fund'", "name:\n  en: 'The \"Donor\" fund'"),
    "sign of a comment within a text of two lines": Mistake(
        PROJECT, "  en: A project.\n", "  en: A project ‸#1\n    and more\n", "", 'no " #" in a text that goes on',
        '"#1"', "put the whole text in quotes", '  en: "A project #1\n    and more"\n'),
    "comment within a text of two lines": Mistake(
        PROJECT, "  en: A project.\n", "  en: A project ‸# short\n    and more\n", "", 'no " #" in a text',
        '"# short"', "move the comment to a line above the text", "  # short\n  en: A project\n    and more\n"),
    "list with stars": Mistake(
        PROJECT, "  - ruse\n  - byala\n", "  ‸* ruse\n  * byala\n", "", 'a list item that begins with "- "',
        '"* ruse"', 'write "- ruse"'),
    "list with numbers": Mistake(
        PROJECT, "  - ruse\n  - byala\n", "  ‸1. ruse\n  2. byala\n", "municipalities", "a list", '"1. ruse',
        'as a list: "- ruse", "- byala"'),
    "list of lines": Mistake(
        PROJECT, "  - ruse\n  - byala\n", "  ‸ruse\n  byala\n", "municipalities", "a list", '"ruse byala"',
        'as a list: "- ruse", "- byala"'),
    "list in parentheses": Mistake(
        PROJECT, "\n  - ruse\n  - byala\n", " ‸(ruse, byala)\n", "municipalities", "a list", '"(ruse, byala)"',
        'as a list: "- ruse", "- byala"'),
    "list with a word between": Mistake(
        PROJECT, "\n  - ruse\n  - byala\n", " ‸ruse и byala\n", "municipalities", "a list", '"ruse и byala"',
        'as a list: "- ruse", "- byala"'),
    "list where an id belongs": Mistake(
        PROJECT, "programme: romact", "programme: ‸[romact]", "programme", "an id", "a list",
        "write the id of a record alone: romact"),
    "id below the name of its kind": Mistake(
        PROJECT, "  - ruse\n", "  - ‸municipality: ruse\n", "municipalities[1]", "an id", "a mapping",
        "write the id of a record alone: ruse"),
    "end after midnight on the day before": Mistake(
        EVENT, "ends_at: 2018-05-15 17:00", "ends_at: ‸2018-05-15 01:00", "ends_at", "an end that is not before",
        "2018-05-15 01:00", "after midnight it is the next day", "ends_at: 2018-05-16 01:00"),
    "key with typographic quotes": Mistake(
        ORG, "country: NO", "‸“country”: NO", "“country”", "a known field", '"“country”"', '"country"?'),
    "emoji as a key": Mistake(
        ORG, "country: NO", "country: NO\n‸😀: NO", "😀", "a known field", '"😀"', "use one of: name"),
    "key with a no-break space": Mistake(
        ORG, "  bg: Донор", "‸\u00a0\u00a0bg: Донор", "", "a key between ordinary spaces",
        "U+00A0", "type it anew"),
    "no key before the colon": Mistake(
        ORG, "country: NO", "‸: NO", "", "a key before the colon", ": NO", "write the field's name"),
    "id in the file": Mistake(
        ORG, "kind: donor", "‸id: donor\nkind: donor", "id", "no id in the file", '"donor"',
        'delete the line: the id is the file\'s name, "donor"'),
    "duplicate key": Mistake(
        ORG, "country: NO", "country: NO\n‸country: BG", "country", "each key once",
        '"country" a second time (first on line 5)', "merge the two, or delete one"),
    "duplicate language": Mistake(
        ORG, "  bg: Донор", "  bg: Донор\n  ‸en: Again", "name.en", "each key once", "first on line 2",
        "delete one"),
    "list as a key": Mistake(
        ORG, "country: NO", "? ‸[a, b]\n: NO", "", "a plain word before the colon",
        "a list or mapping as a key", "write the field's name"),
    "braces of a template": Mistake(
        ORG, "country: NO", "short_name: {‸{ name }}", "short_name", "a plain word before the colon",
        "a list or mapping as a key", "put a text that begins with", 'short_name: "{{ name }}"'),
    # -- missing and blank --------------------------------------------------------------
    "missing field": Mistake(
        ORG, "kind: donor\n", "", "kind", 'the field "kind"', "nothing", 'add a line "kind: …"'),
    "missing field in a part": Mistake(
        GRANT, "  amount: 17740.80\n  currency: EUR\n", "  ‸amount: 17740.80\n", "money.currency", 'the field "currency"', "nothing",
        'add a line "currency: …"'),
    "missing field in a list": Mistake(
        PROJECT, "  - organisation: donor\n    role: lead\n", "  - ‸organisation: donor\n",
        "partners[1].role", 'the field "role"', "nothing", 'add a line "role: …"'),
    "blank required value": Mistake(
        ORG, "kind: donor", "‸kind:", "kind", 'a value after "kind:"', "nothing", "write it there"),
    "null": Mistake(
        ORG, "kind: donor", "kind: ‸null", "kind", 'the field "kind"', "nothing", "add a line"),
    "empty text": Mistake(
        ORG, "  bg: Донор", '  bg: ‸""', "name.bg", "text", "nothing", "write the text, or delete the line",
        ""),
    "text of spaces": Mistake(
        ORG, "  bg: Донор", '  bg: ‸"  "', "name.bg", "text", "nothing", "write the text", ""),
    "blank list item": Mistake(
        PROJECT, "  - byala", "  - byala\n  -‸", "municipalities[3]", "an id", "nothing",
        "write the id of a record"),
    "text that becomes a comment": Mistake(
        ORG, "kind: donor", "‸kind: #donor", "kind", 'a value after "kind:"', "a comment",
        "put the value in quotes", "kind: donor"),
    "empty list": Mistake(
        GRANT, "funders: [donor]", "funders: ‸[]", "funders", "at least 1 item", "an empty list",
        "add an item"),
    "default language missing": Mistake(
        ORG, "  en: Donor\n  bg", "  ‸bg", "name.en", "a text in the site's default language (en)",
        "only bg", 'add a line "en: …"'),
    "default language blank": Mistake(
        ORG, "  en: Donor", "  ‸en:", "name.en", "a text in the site's default language (en)",
        "only bg", 'add a line "en: …"'),
    "text that becomes a comment, in the default language": Mistake(
        ORG, "  en: Donor", "  ‸en: #donor", "name.en", "a text in the site's default language",
        "only bg", "put the value in quotes", '  en: "#donor"'),
    # -- wrong types --------------------------------------------------------------------
    "text where languages belong": Mistake(
        ORG, "name:\n  en: Donor\n  bg: Донор", "name: ‸Donor", "name", "a text per language (en: …)",
        '"Donor"', 'indented: en: "Donor"', 'name:\n  en: "Donor"'),
    "left of the template: dots": Mistake(
        ORG, "  bg: Донор", "  bg: ‸…", "name.bg", "text", '"…"', "write the text, or delete the line", ""),
    "left of the template: three dots": Mistake(
        ORG, "  bg: Донор", "  bg: ‸...", "name.bg", "text", '"..."', "write the text, or delete the line", ""),
    "left of the template: address": Mistake(
        ORG, "website: https://donor.example/", "website: ‸https://www.example.org/", "website",
        "another address than that of the example", "www.example.org", "or delete the line"),
    "left of the template: archived address": Mistake(
        SOURCE, "url: https://source.example/report",
        "url: https://source.example/report\narchived_url: ‸https://archive.example.org/2026/https://www.example.org/",
        "archived_url", "another address than that of the example", "archive.example.org", "or delete the line"),
    "list where languages belong": Mistake(
        ORG, "name:\n  en: Donor\n  bg: Донор", "name:\n  ‸- en: Donor\n  - bg: Донор", "name",
        "a text per language (en: …)", "a list", 'delete the "- " before each language'),
    "list where a text belongs": Mistake(
        ORG, "  bg: Донор", "  bg:\n    ‸- Донор", "name.bg", "text", "a list", "write the text"),
    "bracketed text": Mistake(
        ORG, "  bg: Донор", "  bg: ‸[Донор]", "name.bg", "text", "a list", "in quotes where they belong to it",
        '  bg: "[Донор]"'),
    "text where a list belongs": Mistake(
        PROJECT, "municipalities:\n  - ruse\n  - byala", "municipalities: ‸ruse", "municipalities",
        "a list", '"ruse"', 'as a list: "- ruse"', "municipalities:\n  - ruse"),
    "dash of a text processor before an item": Mistake(
        PROJECT, "municipalities:\n  - ruse\n  - byala", "municipalities:\n  ‸– ruse", "municipalities",
        "a list", '"– ruse"', 'as a list: "- ruse"', "municipalities:\n  - ruse"),
    "dashes of a text processor before items": Mistake(
        PROJECT, "municipalities:\n  - ruse\n  - byala", "municipalities:\n  ‸– ruse\n  – byala", "municipalities",
        "a list", '"– ruse – byala"', 'as a list: "- ruse", "- byala"', "municipalities:\n  - ruse\n  - byala"),
    "bullet before an item": Mistake(
        PROJECT, "municipalities:\n  - ruse\n  - byala", "municipalities:\n  ‸• ruse", "municipalities",
        "a list", '"• ruse"', 'as a list: "- ruse"', "municipalities:\n  - ruse"),
    "dash without a space before the only item": Mistake(
        PROJECT, "municipalities:\n  - ruse\n  - byala", "municipalities:\n  ‸-ruse", "municipalities",
        "a list", '"-ruse"', 'as a list: "- ruse"', "municipalities:\n  - ruse"),
    "list in one line": Mistake(
        PROJECT, "municipalities:\n  - ruse\n  - byala", "municipalities: ‸ruse, byala", "municipalities",
        "a list", '"ruse, byala"', 'as a list: "- ruse", "- byala"', "municipalities:\n  - ruse\n  - byala"),
    "mapping where a list belongs": Mistake(
        PROJECT, "  - organisation: donor\n    role: lead", "  ‸organisation: donor\n  role: lead",
        "partners", 'a list (lines that begin with "- ")', "a mapping",
        'put "- " before the first line of each item'),
    "list where a mapping belongs": Mistake(
        GRANT, "  amount: 17740.80\n  currency: EUR", "  ‸- amount: 17740.80\n  - currency: EUR", "money",
        'a mapping ("key: value" lines)', "a list", "indented: amount, currency"),
    "text where a mapping belongs": Mistake(
        GRANT, "money:\n  amount: 17740.80\n  currency: EUR", "money: ‸17740.80 EUR", "money",
        "a mapping", '"17740.80 EUR"', "amount, currency"),
    "date where dates per language belong": Mistake(
        AGREEMENT, "    signed_on:\n      bg: 2020-03-24", "    signed_on: ‸2020-03-24",
        "signatories[1].signed_on", "a mapping", '"2020-03-24"', "below the field, indented"),
    "mapping where an id belongs": Mistake(
        PROJECT, "  - ruse\n", "  - ‸ruse: Русе\n", "municipalities[1]", "an id", "a mapping",
        "write the id of a record"),
    "names where partners belong": Mistake(
        PROJECT, "  - organisation: donor\n    role: lead", "  - ‸donor", "partners[1]",
        "a mapping", '"donor"', "organisation, municipality, role"),
    "unknown word": Mistake(
        EVENT, "status: held", "status: ‸hold", "status", "one of planned, held, cancelled", '"hold"',
        'did you mean "held"?'),
    "known word in capitals": Mistake(
        EVENT, "kind: training", "kind: ‸Training", "kind", "one of training, meeting", '"Training"',
        'did you mean "training"?'),
    # -- indentation --------------------------------------------------------------------
    "texts in the column of their field": Mistake(
        ORG, "name:\n  en: Donor\n  bg: Донор", "name:\n‸en: Donor\nbg: Донор", "en",
        '"en" indented below "name"', 'a line in the column of "name"', "put two spaces before the lines"),
    "parts in the column of their field": Mistake(
        GRANT, "money:\n  amount: 17740.80\n  currency: EUR", "money:\n‸amount: 17740.80\ncurrency: EUR",
        "amount", '"amount" indented below "money"', "a line in the column", "put two spaces before"),
    "one space less": Mistake(
        ORG, "  bg: Донор", " ‸bg: Донор", "", "a line that begins in column 3, as on line 2", "column 2",
        "begin in one column"),
    "one space more": Mistake(
        ORG, "  bg: Донор", "   ‸bg: Донор", "", "a line that begins in column 3, as on line 2", "column 4",
        "begin in one column"),
    "indented first field": Mistake(
        ORG, "name:\n", " ‸name:\n", "", "the first key in the first column", "1 space before it",
        "delete these spaces"),
    "indented item part": Mistake(
        PROJECT, "    role: lead", "     ‸role: lead", "", "a line that begins in column 5", "column 6",
        "move the line"),
    "list item in another column": Mistake(
        PROJECT, "  - byala", " ‸- byala", "", 'a list item ("- …") in the column of its neighbours',
        '"- byala"', "indent it like the other items"),
    "list item among fields": Mistake(
        GRANT, "  currency: EUR", "  ‸- currency: EUR", "", "a list item", "currency", "indent it"),
    "text of a block not indented": Mistake(
        PROJECT, "    It belongs", "  ‸It belongs", "", "a text indented deeper than its key",
        "It belongs to", "put two more spaces before each line"),
    # -- tabs ---------------------------------------------------------------------------
    "tab as indentation": Mistake(
        ORG, "  en: Donor", "‸\ten: Donor", "", "spaces for indentation", "a tab", "replace the tab by spaces"),
    "tab after spaces": Mistake(
        ORG, "  bg: Донор", "  ‸\tbg: Донор", "", "spaces for indentation", "a tab", "replace the tab"),
    "tab after a dash": Mistake(
        PROJECT, "  - byala", "  -‸\tbyala", "", "spaces for indentation", "a tab", "replace the tab"),
    "tab on an empty line": Mistake(
        ORG, "kind: donor\n", "kind: donor\n‸\t\n", "", "spaces for indentation", "a tab", "replace the tab"),
    "tab in a block of text": Mistake(
        PROJECT, "    It belongs", "‸\tIt belongs", "", "spaces for indentation", "a tab", "replace the tab"),
    # -- colons, dashes, quotes, brackets -------------------------------------------------
    "no space after the colon": Mistake(
        ORG, "country: NO", "country:‸NO", "", "a space after the colon", '"country:NO"',
        'write "country: NO"'),
    "no space after the colon of the first field": Mistake(
        AGREEMENT, "title:\n  en: Agreement\n", "title:‸Agreement\n", "", "a space after the colon",
        '"title:Agreement"', 'write "title: Agreement"', "title:\n  en: Agreement\n"),
    "no space after the colon of a language": Mistake(
        ORG, "  en: Donor", "  en:‸Donor", "", "a space after the colon", '"en:Donor"', 'write "en: Donor"'),
    "no-break space after the colon": Mistake(
        ORG, "country: NO", "country:‸\u00a0NO", "", "an ordinary space after the colon",
        "another kind of space", "type it anew"),
    "wide colon": Mistake(
        ORG, "country: NO", "country‸：NO", "", 'a colon (":") and a space', "a wide colon", "type it anew"),
    "forgotten colon": Mistake(
        ORG, "kind: donor", "‸kind donor", "", 'a colon after the key ("key: value")', '"kind donor"',
        "add the colon and a space"),
    "forgotten colon of a field with parts": Mistake(
        GRANT, "money:", "‸money", "", "a colon after the key", '"money"', "add the colon"),
    "colon in a text": Mistake(
        ORG, "  en: Donor", "  en: Donor‸: a fund", "", 'quotes around a text that has ": " in it',
        '"Donor: a fund"', 'put the text in quotes: en: "Donor: a fund"', '  en: "Donor: a fund"'),
    "no space after the dash": Mistake(
        PROJECT, "  - byala", "  -‸byala", "", "a space after the dash", '"-byala"', 'write "- byala"'),
    "list on the line of its field": Mistake(
        PROJECT, "municipalities:\n  - ruse\n", "municipalities: ‸- ruse\n", "", "a list below its field",
        '"- ruse"', 'begin a new line for each "- item"'),
    "unclosed quote": Mistake(
        ORG, "  bg: Донор", '  bg: ‸"Донор', "", "a closing quote", "the end of the file",
        "add the missing quote", '  bg: "Донор"'),
    "unclosed quote before another text in quotes": Mistake(
        ORG, "  en: Donor\n  bg: Донор", '  en: ‸"Donor\n  bg: "Донор"', "", "a closing quote",
        "runs on to another quote", "add the missing quote", '  en: "Donor"\n  bg: "Донор"'),
    "quotes inside quotes": Mistake(
        ORG, "  en: Donor", '  en: "The "‸Donor" fund"', "", "the end of the line after the closing quote",
        "Donor", "'The \"Donor\" fund'", "  en: 'The \"Donor\" fund'"),
    "quotes around the first words": Mistake(
        ORG, "  en: Donor", '  en: "Donor" ‸at the town hall', "", "the end of the line after the closing quote",
        "at the town hall", """all of it: '"Donor" at the town hall'""", """  en: '"Donor" at the town hall'"""),
    "quotes around the first and the last words": Mistake(
        ORG, "  en: Donor", '  en: "Donor" ‸of "Mayor\'s day"  # a comment', "", "the end of the line after the closing quote",
        "of", """all of it: '"Donor" of "Mayor''s day"'""", """  en: '"Donor" of "Mayor''s day"'"""),
    "quotes inside a text that goes on with an escaped one": Mistake(
        ORG, "  en: Donor", '  en: "The \\"Donor\\" "‸fund"', "", "the end of the line after the closing quote",
        "fund", """'The "Donor" "fund'""", """  en: 'The "Donor" "fund'"""),
    "apostrophe inside single quotes": Mistake(
        ORG, "  en: Donor", "  en: 'Donor'‸s fund'", "", "the end of the line after the closing quote",
        "s fund", '"Donor\'s fund"', '  en: "Donor\'s fund"'),
    "backslash in double quotes": Mistake(
        ORG, "  en: Donor", '  en: "C:‸\\data"', "", "two backslashes", "\\data", "use single quotes",
        "  en: 'C:\\data'"),
    "unclosed bracket": Mistake(
        GRANT, "funders: [donor]", "funders: ‸[donor", "", 'a closing bracket "]"', '"[donor"',
        "close the bracket"),
    "unclosed brace": Mistake(
        GRANT, "title:\n  en: Grant", "title: ‸{en: Grant", "", 'a closing bracket "}"', '"{en: Grant"',
        "close the bracket", "title: {en: Grant}"),
    "comment in brackets": Mistake(
        GRANT, "title:\n  en: Grant", "title: ‸{en: Grant #2}", "", 'a closing bracket "}"', '"{en: Grant #2}"',
        'put a text that has " #" in it in quotes', 'title: {en: "Grant #2"}'),
    "text after a bracket": Mistake(
        ORG, "  en: Donor", "  en: ‸[sic] Donor", "", "quotes around a text that begins with a bracket",
        '"[sic] Donor"', '"[sic] Donor"', '  en: "[sic] Donor"'),
    "text that begins with a percent sign": Mistake(
        ORG, "  en: Donor", "  en: ‸% of people", "", 'quotes around a text that begins with "%"',
        '"% of people"', '"% of people"', '  en: "% of people"'),
    "text that begins with @": Mistake(
        ORG, "  en: Donor", "  en: ‸@donor", "", 'begins with "@"', '"@donor"', '"@donor"', '  en: "@donor"'),
    "text that begins with *": Mistake(
        ORG, "  en: Donor", "  en: ‸*Donor* fund", "", 'begins with "*"', '"*Donor* fund"',
        '"*Donor* fund"', '  en: "*Donor* fund"'),
    "text that begins with a comma": Mistake(
        ORG, "  en: Donor", "  en: ‸, Donor", "", 'begins with ","', '", Donor"', 'quotes: ", Donor"',
        '  en: ", Donor"'),
    "text after the sign of a block": Mistake(
        PROJECT, "  en: |\n", "  en: | ‸It is\n", "", 'nothing after the sign "|"', '"It is"',
        "begin the text on the next line"),
    "conflict markers of git": Mistake(
        ORG, "country: NO", "‸<<<<<<< HEAD\ncountry: NO\n=======\ncountry: BG\n>>>>>>> other", "",
        "one version of the record", "a conflict marker of git", "keep one of the two versions"),
    "typographic quotes around an address": Mistake(
        ORG, "https://donor.example/", "‸“https://donor.example/”", "website",
        "an address that begins with https://", "“https", 'write it as "https://donor.example/"'),
    # -- what YAML can do and records may not ----------------------------------------------
    "alias": Mistake(
        ORG, "country: NO", "country: ‸*norway", "", "aliases and anchors are not used", '"*norway"',
        "write the value out"),
    "anchor": Mistake(
        ORG, "country: NO", "country: ‸&norway NO", "", "aliases and anchors are not used", '"&norway"',
        "write the value out"),
    "merge key": Mistake(
        ORG, "country: NO", "<<: ‸*defaults", "", "aliases and anchors are not used", '"*defaults"',
        "write the value out", "country: NO"),
    "Python object": Mistake(
        ORG, "country: NO", "country: ‸!!python/object/apply:os.system [ls]", "",
        "a value without a YAML tag", "!!python/object/apply:os.system", "delete the word"),
    "tag by mistake": Mistake(
        ORG, "  en: Donor", "  en: ‸!Donor", "", "a value without a YAML tag", '"!Donor"',
        "put the text in quotes", '  en: "!Donor"'),
    "second document": Mistake(
        ORG, "kind: donor", "‸---\nkind: donor", "", "one record in the file", 'after "---"',
        'delete the "---"'),
    "brackets ten thousand deep": Mistake(
        ORG, "country: NO", "country: " + "[" * 19 + MARK + "[" * 9981, "", "at most 20 levels", "deeper",
        "remove the extra brackets"),
    "dashes ten thousand deep": Mistake(
        ORG, "country: NO", "country:\n" + "- " * 19 + MARK + "- " * 9981, "", "at most 20 levels",
        "deeper", "remove the extra brackets"),
    "indentation too deep": Mistake(
        ORG, "country: NO", "country:\n" + "".join(
            " " * n + (MARK if n == 20 else "") + "a:\n" for n in range(1, 30)),
        "", "at most 20 levels", "deeper", "indentation", "country: NO\n"),
    "billion laughs": Mistake(
        ORG, "country: NO", "country: [" + "‸&a [lol], " + ", ".join(
            f"&{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(9)) + "]",
        "", "aliases and anchors are not used", '"&a"', "write the value out"),
    # -- characters -----------------------------------------------------------------------
    "NUL": Mistake(
        ORG, "Донор", "Дон‸\x00ор", "", "text without hidden characters", "U+0000", "delete it"),
    "control character": Mistake(
        ORG, "Донор", "Дон‸\x1bор", "", "text without hidden characters", "U+001B", "delete it"),
    "override of the writing direction": Mistake(
        ORG, "Донор", "Дон‸\u202eор", "", "text without hidden characters", "U+202E", "delete it"),
    "isolate of the writing direction": Mistake(
        ORG, "Донор", "‸\u2066Донор", "", "text without hidden characters", "U+2066", "delete it"),
    "line separator of Unicode": Mistake(
        ORG, "Донор", "До‸\u2028нор", "", "text without hidden characters", "U+2028", "delete it"),
    "byte order mark in the middle": Mistake(
        ORG, "  bg: Донор", "  bg: ‸\ufeffДонор", "", "text without hidden characters", "U+FEFF", "delete it"),
    "hidden character by escape": Mistake(
        ORG, "  bg: Донор", '  bg: ‸"До\\u202Eнор"', "name.bg", "text without hidden characters", "U+202E",
        "delete it"),
    # -- ids and references ----------------------------------------------------------------
    "dangling reference": Mistake(
        PROJECT, "  - byala", "  - ‸biala", "municipalities[2]", "the id of a record in data/municipalities/",
        '"biala"', 'did you mean "byala"?'),
    "dangling reference, nothing like it": Mistake(
        PROJECT, "programme: romact", "programme: ‸xyz", "programme", "the id of a record in data/programmes/",
        '"xyz"', "use one of the programmes: romact, or add data/programmes/xyz.yml"),
    "dangling source": Mistake(
        TOWN, "  source: report", "  source: ‸raport", "coordinates.source",
        "the id of a record in data/sources/", '"raport"', 'did you mean "report"?'),
    "reference to a renamed record": Mistake(
        PROJECT, "programme: romact", "programme: ‸romact-programme", "programme",
        "the id of a record in data/programmes/", '"romact-programme"',
        'write "romact": the record has a new id'),
    "reference with the file's ending": Mistake(
        PROJECT, "programme: romact", "programme: ‸romact.yml", "programme", "an id", '"romact.yml"',
        'write it as "romact"'),
    "reference with its folder": Mistake(
        PROJECT, "programme: romact", "programme: ‸programmes/romact", "programme", "an id",
        '"programmes/romact"', 'write it as "romact"'),
    "two references in one item": Mistake(
        PROJECT, "  - ruse\n", "  - ‸ruse, byala\n", "municipalities[1]", "an id", '"ruse, byala"',
        '"- ruse", "- byala"'),
    "dash of a text processor before the second item": Mistake(
        PROJECT, "  - byala", "  ‸– byala", "", 'a list item that begins with "- "', '"– byala"',
        'write "- byala"'),
    "dash of a text processor before an indented second item": Mistake(
        PROJECT, "  - ruse\n  - byala", "  - ‸ruse\n   – byala", "municipalities[1]", "an id", '"ruse – byala"',
        '"- ruse", "- byala"'),
    "address as a source": Mistake(
        TOWN, "  source: report", "  source: ‸https://www.focsani.info/", "coordinates.source", "an id",
        "focsani", "a source is a record too, made by python scripts/new_record.py source"),
    "reference in capitals": Mistake(
        PROJECT, "programme: romact", "programme: ‸ROMACT", "programme", "an id", '"ROMACT"',
        'write it as "romact"'),
    "reference in Cyrillic": Mistake(
        PROJECT, "  - ruse", "  - ‸Русе", "municipalities[1]", "an id", '"Русе"', 'write it as "ruse"'),
    "reference twice": Mistake(
        PROJECT, "  - byala", "  - byala\n  - ‸ruse", "municipalities[3]", "each once", '"ruse"',
        "delete this item"),
    "former id twice": Mistake(
        PROGRAMME, "[romact-programme]", "[romact-programme, ‸romact-programme]", "former_ids[2]",
        "each once", '"romact-programme"', "delete this item"),
    "former id of another record": Mistake(
        "municipalities/byala.yml", "country: BG", "country: BG\nformer_ids: [‸ruse]", "former_ids[1]",
        "an id that no other record has or had", '"ruse"', "rename data/municipalities/ruse.yml"),
    "former id is the present one": Mistake(
        PROGRAMME, "[romact-programme]", "[‸romact]", "former_ids[1]", "an id that the record had",
        '"romact"', "delete this item", "[]"),
    "dangling link in a text": Mistake(
        PROJECT, "(portal:programmes/romact)", "(‸portal:programmes/romakt)", "description.en",
        "a link to a record in data/programmes/", '"portal:programmes/romakt"', 'did you mean "romact"?'),
    "link to a kind that is not there": Mistake(
        PROJECT, "(portal:programmes/romact)", "(‸portal:programs/romact)", "description.en",
        "portal:<kind>/<id>", '"portal:programs/romact"', 'did you mean "portal:programmes/romact"?'),
    "link to the id of a record alone": Mistake(
        PROJECT, "(portal:programmes/romact)", "(‸portal:romact)", "description.en",
        "portal:<kind>/<id>", '"portal:romact"', 'did you mean "portal:programmes/romact"?'),
    "link to a part of a record": Mistake(
        PROJECT, "(portal:programmes/romact)", "(‸portal:programmes/romact/news)", "description.en",
        "portal:<kind>/<id>", '"portal:programmes/romact/news"', 'did you mean "portal:programmes/romact"?'),
    "link to a card": Mistake(
        PROJECT, "(portal:programmes/romact)", "(‸portal:embed/ruse/romact)", "description.en",
        "portal:<kind>/<id>", '"portal:embed/ruse/romact"', 'write "portal:embed"',
        "(portal:embed)"),
    "link to a page as browsers write it": Mistake(
        PROJECT, "(portal:programmes/romact)", "(‸/bg/programmes/romact/#top)", "description.en",
        "or portal: for a page of this site", '"/bg/programmes/romact/#top"', 'write "portal:programmes/romact#top"'),
    "link to the file of a record": Mistake(
        PROJECT, "(portal:programmes/romact)", "(‸../data/programmes/romact.yml)", "description.en",
        "or portal: for a page of this site", '"../data/programmes', 'write "portal:programmes/romact"'),
    "link to a renamed record in a text": Mistake(
        PROJECT, "(portal:programmes/romact)", "(‸portal:programmes/romact-programme)", "description.en",
        "a link to a record", "romact-programme", 'write "romact"'),
    "link without https://": Mistake(
        PROJECT, "(portal:programmes/romact)", "(‸www.example.org)", "description.en",
        "an address that begins with https://", '"www.example.org"', 'write it as "https://www.example.org"'),
    "script as a link": Mistake(
        PROJECT, "(portal:programmes/romact)", "(‸javascript:alert)", "description.en",
        "an address that begins with https://", "javascript:alert", "write the whole address"),
    "picture in a text": Mistake(
        PROJECT, "[ROMACT](portal:programmes/romact)", "![ROMACT](‸https://a.example/p.png)",
        "description.en", "a text without pictures", "p.png", "link to it"),
    "the only reference of a record": Mistake(
        "municipalities/byala.yml", "[report]", "[‸raport]", "sources[1]",
        "the id of a record in data/sources/", '"raport"', 'did you mean "report"?'),
    "link beside one that is right": Mistake(
        PROJECT, "(portal:programmes/romact)", "(portal:programmes/romact), [here](‸portal:news/strt)",
        "description.en", "a link to a record in data/news/", '"portal:news/strt"', 'did you mean "start"?'),
    # -- dates and times -------------------------------------------------------------------
    "date with points": Mistake(
        NEWS, "2018-05-18", "‸18.05.2018", "published_on", "a date such as 2026-05-17", '"18.05.2018"',
        'write it as "2018-05-18"'),
    "date in Bulgarian": Mistake(
        NEWS, "2018-05-18", "‸18.5.2018 г.", "published_on", "a date such as 2026-05-17", "18.5.2018",
        'write it as "2018-05-18"'),
    "date with slashes": Mistake(
        NEWS, "2018-05-18", "‸2018/05/18", "published_on", "a date such as 2026-05-17", '"2018/05/18"',
        'write it as "2018-05-18"'),
    "date that could be two": Mistake(
        NEWS, "2018-05-18", "‸05/06/2018", "published_on", "a date such as 2026-05-17", '"05/06/2018"',
        "(year, month, day)"),
    "date in words": Mistake(
        NEWS, "2018-05-18", "‸18 May 2018", "published_on", "a date such as", '"18 May 2018"',
        'write it as "2018-05-18"'),
    "date in Czech words": Mistake(
        NEWS, "2018-05-18", "‸18. května 2018", "published_on", "a date such as", '"18. května 2018"',
        'write it as "2018-05-18"'),
    "day first, with a time": Mistake(
        EVENT, "2018-05-15 09:30", "‸15.05.2018 9:30", "starts_at", "a day and a time such as", "15.05.2018",
        'write it as "2018-05-15 09:30"'),
    "date that does not exist": Mistake(
        NEWS, "2018-05-18", "‸2018-04-31", "published_on", "a date that exists", '"2018-04-31"',
        "check the month"),
    "month 13": Mistake(
        PROJECT, "2014-05", "‸2014-13", "period.starts_on", "a date that exists", '"2014-13"', "01–12"),
    "date in a far year": Mistake(
        NEWS, "2018-05-18", "‸0218-05-18", "published_on", "a year from 1500 to 2199", '"0218-05-18"',
        "check the digits"),
    "month where a day is needed": Mistake(
        NEWS, "2018-05-18", "‸2018-05", "published_on", "a full day", '"2018-05"', "add the month and the day"),
    "date in Arabic digits": Mistake(
        NEWS, "2018-05-18", "‸٢٠١٨-٠٥-١٨", "published_on", "a date such as", "٢٠١٨", "(year, month, day)"),
    "range that ends before it starts": Mistake(
        PROJECT, "  ends_on: 2015-12-31", "  ends_on: ‸2013-12-31", "period.ends_on",
        "an end that is not before the start", '"2014-05 to 2013-12-31"', "swap them"),
    "period without dates": Mistake(
        PROJECT, "period:\n  starts_on: 2014-05\n  ends_on: 2015-12-31", "period: ‸{}", "period",
        "starts_on, ends_on or both", "nothing", "delete the period", ""),
    "date of an unknown language": Mistake(
        AGREEMENT, "      bg: 2020-03-24", "      ‸cz: 2020-03-24", "signatories[1].signed_on.cz",
        "a language code such as bg", '"cz"', 'did you mean "cs"?', "      cs: 2020-03-24"),
    "time with a point": Mistake(
        EVENT, "2018-05-15 09:30", "‸2018-05-15 09.30", "starts_at", "a day and a time such as", "09.30",
        'write it as "2018-05-15 09:30"'),
    "hour 25": Mistake(
        EVENT, "2018-05-15 09:30", "‸2018-05-15 25:30", "starts_at", "a time that exists", "25:30",
        "from 00 to 23"),
    "time that the clocks skip": Mistake(
        EVENT, "starts_at: 2018-05-15 09:30\nends_at: 2018-05-15 17:00",
        "starts_at: ‸2018-03-25 03:30\nends_at: 2018-03-25 17:00", "starts_at",
        "a time that exists in Europe/Bucharest", '"2018-03-25 03:30"', "the clocks skip it"),
    "end before the start": Mistake(
        EVENT, "ends_at: 2018-05-15 17:00", "ends_at: ‸2018-05-15 07:00", "ends_at",
        "an end that is not before the start", "2018-05-15 09:30 to 2018-05-15 07:00", "swap them"),
    "start without a zone": Mistake(
        EVENT, "2018-05-15 09:30\nends_at: 2018-05-15 17:00\ntime_zone: Europe/Bucharest",
        "‸2018-05-15 09:30\nends_at: 2018-05-15 17:00", "starts_at", "a time_zone beside starts_at", "nothing",
        "time_zone: Europe/Sofia"),
    "zone without a start": Mistake(
        EVENT, "starts_at: 2018-05-15 09:30\nends_at: 2018-05-15 17:00\ntime_zone: Europe/Bucharest",
        "time_zone: ‸Europe/Bucharest", "time_zone", "starts_at beside time_zone", "nothing",
        "delete time_zone", ""),
    "period and start": Mistake(
        EVENT, "starts_at: ", "period:\n  starts_on: 2018-05\nstarts_at: ‸", "starts_at",
        "either period or starts_at", "both", "delete the one that is less exact"),
    "unknown time zone": Mistake(
        EVENT, "Europe/Bucharest", "‸Europe/Bukarest", "time_zone", "a time zone such as Europe/Sofia",
        '"Europe/Bukarest"', 'did you mean "Europe/Bucharest"?'),
    "time zone in lower case": Mistake(
        EVENT, "Europe/Bucharest", "‸europe/bucharest", "time_zone", "a time zone such as",
        '"europe/bucharest"', 'did you mean "Europe/Bucharest"?'),
    "time zone as a path": Mistake(
        EVENT, "Europe/Bucharest", "‸../../etc/passwd", "time_zone", "a time zone such as", "passwd",
        "Continent/City"),
    # -- numbers and codes ------------------------------------------------------------------
    "amount with a comma": Mistake(
        GRANT, "17740.80", "‸17 740,80", "money.amount", "a number like 17740.80", '"17 740,80"',
        'write it as "17740.80"'),
    "amount with its currency": Mistake(
        GRANT, "17740.80", "‸17740,80 EUR", "money.amount", "a number like 17740.80", '"17740,80 EUR"',
        'write it as "17740.80" (the number alone)'),
    "amount with thousands": Mistake(
        GRANT, "17740.80", "‸17,740.80", "money.amount", "a number like", '"17,740.80"',
        'write it as "17740.80"'),
    "amount in millions": Mistake(
        GRANT, "17740.80", "‸2,5 млн. лв.", "money.amount", "a number like 17740.80", '"2,5 млн. лв."',
        "write digits and a point before the cents"),
    "amount with three decimals": Mistake(
        GRANT, "17740.80", "‸1000.505", "money.amount", "a number like 17740.80", '"1000.505"',
        "write digits and a point before the cents"),
    "negative amount": Mistake(
        GRANT, "17740.80", "‸-5", "money.amount", "a number like 17740.80", '"-5"', "write digits"),
    "amount in scientific notation": Mistake(
        GRANT, "17740.80", "‸1e9", "money.amount", "a number like 17740.80", '"1e9"', "write digits"),
    "share with its sign": Mistake(
        GRANT, "share_percent: 85", "share_percent: ‸85 %", "share_percent", "a percentage from 0 to 100",
        '"85 %"', 'write it as "85" (the number alone)'),
    "share over 100": Mistake(
        GRANT, "share_percent: 85", "share_percent: ‸850", "share_percent", "a percentage from 0 to 100",
        '"850"', "from 0 to 100"),
    "count in words": Mistake(
        PROJECT, "planned: 180", "planned: ‸180 pupils", "target_groups[1].planned", "a whole number",
        '"180 pupils"', 'write it as "180" (the number alone)'),
    "count with a decimal": Mistake(
        PROJECT, "planned: 180", "planned: ‸180.5", "target_groups[1].planned", "a whole number such as 180",
        '"180.5"', "write digits only"),
    "latitude out of range": Mistake(
        TOWN, "latitude: 43.84872", "latitude: ‸143.84872", "coordinates.latitude",
        "a latitude from -90 to 90", '"143.84872"', "from -90 to 90"),
    "longitude out of range": Mistake(
        TOWN, "longitude: 25.9534", "longitude: ‸-225.9534", "coordinates.longitude",
        "a longitude from -180 to 180", '"-225.9534"', "from -180 to 180"),
    "latitude with a comma": Mistake(
        TOWN, "latitude: 43.84872", "latitude: ‸43,84872", "coordinates.latitude", "a latitude",
        '"43,84872"', 'write it as "43.84872"'),
    "unknown currency": Mistake(
        GRANT, "currency: EUR", "currency: ‸EURO", "money.currency", "a currency code such as EUR", '"EURO"',
        'did you mean "EUR"?'),
    "currency in lower case": Mistake(
        GRANT, "currency: EUR", "currency: ‸eur", "money.currency", "a currency code", '"eur"', '"EUR"?'),
    "currency as people write it": Mistake(
        GRANT, "currency: EUR", "currency: ‸лв.", "money.currency", "a currency code", '"лв."', '"BGN"?',
        "currency: BGN"),
    "country in lower case": Mistake(
        TOWN, "country: BG", "country: ‸bg", "country", "a country code such as BG", '"bg"',
        'did you mean "BG"?'),
    "country by name": Mistake(
        TOWN, "country: BG", "country: ‸Bulgaria", "country", "a country code", '"Bulgaria"',
        'did you mean "BG"?'),
    "unknown country": Mistake(
        TOWN, "country: BG", "country: ‸QQ", "country", "a country code such as BG", '"QQ"', "look the code up"),
    "unknown language": Mistake(
        SOURCE, "language: bg", "language: ‸cz", "language", "a language code such as bg", '"cz"',
        'did you mean "cs"?', "language: cs"),
    "language by name": Mistake(
        DOCUMENT, "languages: [bg]", "languages: [‸Bulgarian]", "languages[1]", "a language code",
        '"Bulgarian"', 'did you mean "bg"?'),
    "language twice": Mistake(
        AGREEMENT, "[bg, en]", "[bg, en, ‸bg]", "language_versions[3]", "each once", '"bg"', "delete this item"),
    "text in a country's code": Mistake(
        ORG, "  bg: Донор", "  bg: Донор\n  ‸cz: Dárce", "name.cz", "a language of this site (en, bg, cs)",
        '"cz"', 'did you mean "cs"?', "  bg: Донор\n  cs: Dárce"),
    "text in a language in capitals": Mistake(
        ORG, "  en: Donor", "  ‸EN: Donor", "name.EN", "a language of this site", '"EN"', 'did you mean "en"?'),
    "text in a variant of a language": Mistake(
        ORG, "  en: Donor", "  ‸en-GB: Donor", "name.en-GB", "a language of this site", '"en-GB"',
        'did you mean "en"?'),
    "text in a language that the site lacks": Mistake(
        ORG, "  bg: Донор", "  ‸fi: Lahjoittaja", "name.fi", "a language of this site", '"fi"',
        "add the language to data/site.yml"),
    "region in lower case": Mistake(
        TOWN, "nuts3: BG323", "nuts3: ‸bg323", "nuts3", "a NUTS 3 code such as BG413", '"bg323"',
        'write it as "BG323"'),
    # -- addresses and files ------------------------------------------------------------------
    "address without a scheme": Mistake(
        ORG, "https://donor.example/", "‸www.donor.example", "website", "an address that begins with https://",
        '"www.donor.example"', 'write it as "https://www.donor.example"'),
    "script as an address": Mistake(
        ORG, "https://donor.example/", "‸javascript:alert(1)", "website", "an address that begins with https://",
        '"javascript:alert(1)"', "write the whole address"),
    "file address": Mistake(
        ORG, "https://donor.example/", "‸ftp://donor.example/", "website", "https://, http:// or mailto:",
        '"ftp://donor.example/"', "write the whole address"),
    "password in an address": Mistake(
        ORG, "https://donor.example/", "‸https://me:secret@donor.example/", "website",
        "an address without user name and password", "me:secret@", 'and the "@"'),
    "space in an address": Mistake(
        ORG, "https://donor.example/", "‸https://donor.example/a b", "website", "an address", "a b",
        'write "%20" for it'),
    "mail address without mailto": Mistake(
        ORG, "https://donor.example/", "‸office@donor.example", "website", "mailto:", "office@",
        'write it as "mailto:office@donor.example"'),
    "port out of range": Mistake(
        ORG, "https://donor.example/", "‸https://donor.example:99999/", "website", "an address with a host", "99999",
        'correct what stands behind "://"'),
    "comma in a host": Mistake(
        ORG, "https://donor.example/", "‸https://www,donor.example/", "website", "an address with a host",
        'the host "www,donor.example"', 'write it as "https://www.donor.example/"'),
    "host without a point": Mistake(
        ORG, "https://donor.example/", "‸https://donor", "website", "an address with a host", 'the host "donor"',
        "a name with points in it"),
    "logo missing": Mistake(
        ORG, "logos/donor.svg", "‸logos/doner.svg", "logo", "a file that is there", '"logos/doner.svg"',
        'did you mean "logos/donor.svg"?'),
    "logo in another case": Mistake(
        ORG, "logos/donor.svg", "‸logos/Donor.svg", "logo", "a file that is there", '"logos/Donor.svg"',
        'did you mean "logos/donor.svg"?'),
    "logo outside data": Mistake(
        ORG, "logos/donor.svg", "‸../secret.svg", "logo", "a file below data/", '"../secret.svg"',
        "write a path below data/"),
    "logo by its full path": Mistake(
        ORG, "logos/donor.svg", "‸/home/me/donor.svg", "logo", "a file below data/", "/home/me",
        "write a path below data/"),
    "logo with backslashes": Mistake(
        ORG, "logos/donor.svg", "‸logos\\donor.svg", "logo", "a file below data/", "donor.svg",
        'write it as "logos/donor.svg"'),
    "logo of the wrong sort": Mistake(
        ORG, "logos/donor.svg", "‸logos/donor.jpg", "logo", "a file that ends in .svg, .png", "donor.jpg",
        "convert the file"),
    "document in the wrong folder": Mistake(
        DOCUMENT, "files/handbook.pdf", "‸logos/donor.svg", "file", "a file in data/files/", "logos/donor.svg",
        "move the file there"),
    # -- rules of records ------------------------------------------------------------------------
    "dispute about an unknown field": Mistake(
        PROJECT, "field: target_groups", "field: ‸target_group", "disputed[1].field",
        "a field that this kind of record has", '"target_group"', 'did you mean "target_groups"?'),
    "dispute with one value": Mistake(
        PROJECT, "      - value:\n          en: 180\n        source: report\n      -", "      ‸-",
        "disputed[1].values", "at least 2 items", "1", "add an item"),
    "dispute with a broken value": Mistake(
        PROJECT, "          en: 180\n        source: report", "          en: 180\n        source: ‸Report!",
        "disputed[1].values[1].source", "an id", '"Report!"', 'write it as "report"'),
    "address of the editor's preview": Mistake(
        ORG, "website: https://donor.example/", "website: ‸http://127.0.0.1:8000/bg/projects/school/", "website",
        "an address that everybody can open", "127.0.0.1", "portal:projects/school leads to that page"),
    "address of another machine in the own network": Mistake(
        ORG, "website: https://donor.example/", "website: ‸http://192.168.1.20/report.pdf", "website",
        "an address that everybody can open", "192.168", "write the address that it has on the web, or delete it"),
    "link to the editor's preview": Mistake(
        PROJECT, "[ROMACT](portal:programmes/romact)", "[ROMACT](‸http://localhost:8000/bg/programmes/romact/#a)",
        "description.en", "an address that everybody can open, or portal:", "localhost",
        'write "portal:programmes/romact#a"', "[ROMACT](portal:programmes/romact#a)"),
    "partner twice": Mistake(
        PROJECT, "  - organisation: donor\n    role: lead",
        "  - organisation: donor\n    role: lead\n  - organisation: ‸donor\n    role: partner",
        "partners[2].organisation", "each partner once", '"donor"', "delete this item"),
    "partner with both": Mistake(
        PROJECT, "  - organisation: donor\n", "  - organisation: donor\n    municipality: ‸ruse\n",
        "partners[1].municipality", "one of the two", "both", "delete one of the two lines"),
    "partner with neither": Mistake(
        PROJECT, "  - organisation: donor\n    role: lead", "  - ‸role: lead", "partners[1]",
        "an organisation or a municipality", "nothing", 'add a line "organisation: …"'),
    "fulfilled without evidence": Mistake(
        AGREEMENT, "status: unknown", "status: ‸fulfilled", "commitments[1].status",
        "evidence (url and seen_on)", '"fulfilled"', "set the status to unknown"),
    # -- the site ----------------------------------------------------------------------------------
    "site: unknown key": Mistake(
        SITE, "page_size: 24", "‸pagesize: 24", "pagesize", "a known field", '"pagesize"', '"page_size"?'),
    "site: language in capitals": Mistake(
        SITE, "tag: bg", "tag: ‸BG", "languages[2].tag", "a language code such as bg", '"BG"',
        'write it as "bg"'),
    "site: language twice": Mistake(
        SITE, "tag: cs", "tag: ‸bg", "languages[3].tag", "each language once", '"bg"', "delete the second one"),
    "site: formats that nobody knows": Mistake(
        SITE, "formats_from: en-GB", "formats_from: ‸rom", "languages[1].formats_from",
        "a language whose formats CLDR knows", '"rom"', "name a related one"),
    "site: address without a slash": Mistake(
        SITE, "url: https://portal.example/", "url: ‸https://portal.example", "url",
        'an address that ends with "/"', "portal.example", 'write it as "https://portal.example/"'),
    "site: mail as an address": Mistake(
        SITE, "url: https://portal.example/", "url: ‸mailto:me@portal.example", "url",
        "the address of the site", "mailto:", "https://example.org/"),
    "site: pages too long": Mistake(
        SITE, "page_size: 24", "page_size: ‸5000", "page_size", "a number of at most 500", '"5000"',
        "change the number"),
    "site: languages left out": Mistake(
        SITE, "languages:\n  - tag: en\n    name: English\n    formats_from: en-GB\n  - tag: bg\n"
        "    name: Български\n  - tag: cs\n    name: Čeština\n", "", "languages", 'the field "languages"',
        "nothing", "add a line"),
}
