"""All rules together: what they find in one text, and between its languages."""

from __future__ import annotations

from collections.abc import Iterator

from portal.text_checks.alphabet import check_alphabet
from portal.text_checks.findings import Finding
from portal.text_checks.markup import check_markup
from portal.text_checks.names import compare_names
from portal.text_checks.numbers import HAS_NUMBER, compare_numbers
from portal.text_checks.pairs import compare_links, find_copies
from portal.text_checks.signs import check_signs
from portal.text_checks.typography import check_typography
from portal.texts import TextField


def findings_in(field: TextField, home: str = "") -> Iterator[tuple[str, Finding]]:
    """(language, finding) of a text in all its languages; two languages are compared with
    each other only by way of the one that it was written in. `home` is the site's address.
    """
    texts = field.text.as_dict()
    for language, text in texts.items():
        for finding in findings_of(text, language):
            yield language, finding
        for finding in check_markup(text, is_prose=field.is_prose, home=home):
            yield language, finding
    if len(texts) == 1:
        return
    source = texts[field.source]
    for language, text in texts.items():
        if language != field.source:
            for finding in compare(source, field.source, text, language, is_prose=field.is_prose):
                yield language, finding
    yield from find_copies(texts, field.source)


def findings_of(text: str, language: str) -> Iterator[Finding]:
    """What is wrong with a text by itself."""
    yield from check_signs(text)
    yield from check_alphabet(text, language)
    yield from check_typography(text, language)


def compare(
    source: str, source_language: str, text: str, language: str, *, is_prose: bool
) -> Iterator[Finding]:
    """What a translation has that its source has not, and the reverse."""
    if text == source:
        return
    if HAS_NUMBER.search(source) or HAS_NUMBER.search(text):
        yield from compare_numbers(source, source_language, text, language)
    yield from compare_links(source, source_language, text, language, is_prose=is_prose)
    yield from compare_names(source, source_language, text, language)
