"""The first site with a language that is written from right to left."""

from __future__ import annotations

from pathlib import Path

from tests import site_build
from tests.site_build import Fields, read_yaml
from tests.site_walk import Site

TAG = "ar"
WORDS = {
    "Everything in one zip file": "كل شيء في ملف واحد",
    "Data version": "إصدار البيانات",
    "Coordinates": "الإحداثيات",
    "We take part in": "نشارك في",
}
# An address in the text of a record, and in a hand-written page: each a link that shows it.
ADDRESS = "https://example.org/"
PAGE = f"# الخصوصية\n\nانظر <{ADDRESS}>\n"
TEXTS = ("title", "summary", "body")
HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'


def make_arabic(place: Path) -> Site:
    """The first site with Arabic: some words of the interface, a news item, a page."""
    project = site_build.copy_project(place / "project")
    (project / "docs" / f"privacy.{TAG}.md").write_text(PAGE, "utf-8")
    data = project / "data"
    site: Fields = read_yaml(data / "site.yml")
    language = {"tag": TAG, "name": "العربية", "direction": "rtl"}
    site_build.change_yaml(data / "site.yml", languages=[*site["languages"], language])
    entries = [f'\nmsgid "{word}"\nmsgstr "{own}"\n' for word, own in WORDS.items()]
    (data / "strings" / f"{TAG}.po").write_text("".join([HEADER, *entries]), "utf-8")
    for path in (data / "visibility").glob("*.yml"):
        statement = {**read_yaml(path)["statement"], TAG: "بتمويل من الاتحاد الأوروبي"}
        site_build.change_yaml(path, statement=statement)
    news = data / "news" / "focsani-training-2018.yml"
    texts = {name: text for name, text in read_yaml(news).items() if name in TEXTS}
    told = {name: {**text, TAG: f"خبر باللغة العربية {ADDRESS}"} for name, text in texts.items()}
    site_build.change_yaml(news, **told)
    return site_build.build(place / "site", project=project)
