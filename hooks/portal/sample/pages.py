"""What a sample data set has beside its records: site.yml, hand-written pages, marks, files."""
# ruff: noqa: E501 - a text is one line, so that it can be read beside its translations

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from portal.sample.words import LANGUAGES, Words, words
from portal.sample.yaml_writer import render_yaml

_NAMES: Final = words("English", "Български", "Română", "Čeština")
TITLE: Final = words("Sample data", "Примерни данни", "Date demonstrative", "Ukázková data")
SUMMARY: Final = words(
    "A made-up site of any size: no programme, place or person on it exists.",
    "Измислен сайт с произволен размер: нито една програма, място или лице в него не съществува.",
    "Un site inventat, de orice mărime: niciun program, loc sau om de aici nu există.",
    "Vymyšlený web libovolné velikosti: žádný program, místo ani člověk na něm neexistuje.",
)
PUBLISHER: Final = words(
    "Sample editors", "Примерна редакция", "Redacția-Exemplu", "Vzorová redakce"
)
_INTRO: Final = words(
    "Everything on this site is made up, in order to try out and to measure it. [More about this site](about.md)",
    "Всичко на този сайт е измислено, за да може той да се изпробва и измерва. [Повече за сайта](about.md)",
    "Totul pe acest site este inventat, pentru a-l încerca și a-l măsura. [Mai multe despre site](about.md)",
    "Všechno na tomto webu je vymyšlené, aby se dal vyzkoušet a měřit. [Více o webu](about.md)",
)
# (file, title, text) of each page; the texts are as short as honesty allows.
_PAGES: Final = (
    (
        "about",
        words("About this site", "За сайта", "Despre site", "O webu"),
        words(
            "The [projects](portal:projects), [municipalities](portal:municipalities) and all other records were written by a script: `scripts/sample_data.py`.",
            "[Проектите](portal:projects), [общините](portal:municipalities) и всички останали записи са написани от програма: `scripts/sample_data.py`.",
            "[Proiectele](portal:projects), [municipalitățile](portal:municipalities) și toate celelalte fișe au fost scrise de un program: `scripts/sample_data.py`.",
            "[Projekty](portal:projects), [obce](portal:municipalities) a všechny ostatní záznamy napsal skript: `scripts/sample_data.py`.",
        ),
    ),
    (
        "contribute",
        words("How to contribute", "Как да участвате", "Cum puteți contribui", "Jak přispět"),
        words(
            "There is nothing to correct here: the records are written anew each time.",
            "Тук няма какво да се поправя: записите се пишат наново всеки път.",
            "Aici nu este nimic de corectat: fișele sunt scrise din nou de fiecare dată.",
            "Není co opravovat: záznamy se pokaždé píšou znovu.",
        ),
    ),
    (
        "privacy",
        words("Privacy", "Поверителност", "Confidențialitate", "Soukromí"),
        words(
            "This site keeps nothing about you, and the people it names do not exist.",
            "Този сайт не пази нищо за вас, а хората, които назовава, не съществуват.",
            "Acest site nu păstrează nimic despre dumneavoastră, iar persoanele numite nu există.",
            "Tento web o vás nic neuchovává a lidé, které jmenuje, neexistují.",
        ),
    ),
)  # fmt: skip
_COLOURS: Final = ("#5b4a8a", "#2f6f6a", "#8a4a2b")


def site_files(marks: int) -> Iterator[tuple[str, str]]:
    """(path, text) of every file that is no record; `marks` is the number of logos and files."""
    yield "site.yml", _site()
    for language in LANGUAGES:
        yield f"docs/index.{language}.md", _page(TITLE, _INTRO, language, "layout: home\n")
        for name, title, text in _PAGES:
            yield f"docs/{name}.{language}.md", _page(title, text, language)
    for number in range(1, marks + 1):
        yield f"logos/sample-mark-{number}.svg", _mark(number)
        yield f"files/sample-{number}.txt", f"{SUMMARY['en']}\n"
    yield "logos/eu-emblem.svg", _eu_emblem()


def _site() -> str:
    return render_yaml(
        {
            "title": TITLE,
            "summary": SUMMARY,
            "url": "https://sample-data.example/",
            "tag_prefix": "tag:sample-data.example,2026",
            "languages": [{"tag": tag, "name": _NAMES[tag]} for tag in LANGUAGES],
            "time_zone": "Europe/Sofia",
            "publisher": PUBLISHER,
            "licence": {
                "name": "CC0 1.0",
                "url": "https://creativecommons.org/publicdomain/zero/1.0/",
            },
            "page_size": 24,
        }
    )


def _page(title: Words, text: Words, language: str, layout: str = "") -> str:
    heading = "" if layout else f"# {title[language]}\n\n"
    return (
        f"---\n{layout}title: {title[language]}\n"
        f'description: "{SUMMARY[language]}"\nupdated_on: 2026-11-20\n---\n\n'
        f"{heading}{text[language]}\n"
    )


def _mark(number: int) -> str:
    colour = _COLOURS[(number - 1) % len(_COLOURS)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="120" viewBox="0 0 240 120">\n'
        f"  <title>Sample mark {number}</title>\n"
        f'  <rect x="1" y="1" width="238" height="118" rx="13" fill="#ffffff" stroke="{colour}"/>\n'
        f'  <circle cx="{60 * number}" cy="60" r="34" fill="{colour}"/>\n</svg>\n'
    )


def _eu_emblem() -> str:
    """The emblem of the European Union, from its published geometry.

    Source: Regulation (EU) 2021/1060, Annex IX, 1.9: on a field of 3 : 2, twelve stars as on
    the hours of a clock, their centres on a circle of a third of the height, each inside a
    circle of an eighteenth of the height, one point upwards.
    """
    stars = []
    for hour in range(12):
        angle = math.radians(30 * hour)
        x, y = 405 + 180 * math.sin(angle), 270 - 180 * math.cos(angle)
        # Every second corner of a regular pentagon: a star of five points.
        corners = (math.radians(144 * corner) for corner in range(5))
        points = (f"{x + 30 * math.sin(a):.2f},{y - 30 * math.cos(a):.2f}" for a in corners)
        stars.append(f'  <polygon fill="#ffcc00" points="{" ".join(points)}"/>\n')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="810" height="540" viewBox="0 0 810 540">\n'
        "  <title>Emblem of the European Union, drawn from its published geometry</title>\n"
        f'  <rect width="810" height="540" fill="#003399"/>\n{"".join(stars)}</svg>\n'
    )
