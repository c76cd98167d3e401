"""The words of the interface that came back from a translator, into the PO file that is there."""

from __future__ import annotations

from babel.messages.catalog import Catalog, Message

from portal.extraction import placeholders
from portal.problems import quote_got


def merge_interface(known: Catalog, given: Catalog) -> tuple[Catalog, int, tuple[str, ...]]:
    """`known` with the finished translations of `given`, how many changed, and what did not fit.

    An entry that is empty or fuzzy leaves what is there. `known` itself is changed.
    """
    changed = 0
    refused = []
    for message in given:
        if not message.id or message.fuzzy or not _is_whole(message):
            continue
        own = known.get(message.id)
        if own is None or own.id != message.id:
            refused.append(f"{_name(message)}: the site has no such words (any more)")
        elif own.string != message.string or own.fuzzy:
            if not _same_placeholders(own, message):
                refused.append(
                    f"{_name(message)}: expected the same placeholders, got {_shown(message)}"
                )
                continue
            own.string = message.string
            own.flags.discard("fuzzy")
            changed += 1
    return known, changed, tuple(refused)


def _forms(value: object) -> tuple[str, ...]:
    return (
        (value,)
        if isinstance(value, str)
        else tuple(value)
        if isinstance(value, (list, tuple))
        else ()
    )


def _is_whole(message: Message) -> bool:
    forms = _forms(message.string)
    return bool(forms) and all(forms)


def _same_placeholders(own: Message, given: Message) -> bool:
    allowed = [placeholders(form) for form in _forms(own.id)]
    return all(placeholders(form) in allowed for form in _forms(given.string))


def _name(message: Message) -> str:
    return quote_got(_forms(message.id)[0])


def _shown(message: Message) -> str:
    return quote_got(" / ".join(_forms(message.string)))
