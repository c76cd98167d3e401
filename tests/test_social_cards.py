"""Cards for sharing: their lines, their letters, what they cost, and which page has which."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from portal.bounded import Limits, run_bounded
from portal.cache import NO_CACHE, Cache
from portal.letters import UNITS
from portal.pages.cards import Cards
from portal.pages.localiser import title_of
from portal.pages.share import ShareCards, share_image
from portal.pages.tasks import Task
from portal.social import draw
from portal.social.design import HEIGHT, WIDTH, CardText, Run, ground_of, lay_out
from portal.social.draw import DrawError, draw_cards
from portal.social.layout import drawable, fit, width_of
from tests.builders import check_tree, write_tree
from tests.rendered import Rendered, news, render_tree, site_with
from tests.site_build import ROOT
from tests.site_walk import Site

GROUND = ground_of(ROOT / "overrides")
SIZES = ((80, 2), (60, 3))
PAGE_SIZE = "page_size: 24\n"
LONG = {
    "bg": "Добро управление в родопските общини: участие на гражданите и общностите в решенията",
    "ro": "Formare pentru autoritățile locale din Focșani privind incluziunea romilor",
    "cs": "Školení pracovníků radnice ve městě Focșani: začleňování, příležitosti a služby",
    "en": "Good governance in the Rhodope Region: citizens and communities take part in decisions",
}


def drawn(*cards: CardText, cache: Cache = NO_CACHE) -> dict[str, bytes]:
    lines = [(f"{number}.png", lay_out(card)) for number, card in enumerate(cards)]
    return dict(draw_cards(lines, GROUND, cache))


def image_of(title: str) -> Image.Image:
    (content,) = drawn(CardText("Project", title, "", "Portal")).values()
    return Image.open(io.BytesIO(content)).convert("RGB")


# -- lines -----------------------------------------------------------------------------


@pytest.mark.parametrize("title", LONG.values())
def test_lines_fit_and_are_of_about_one_length(title: str) -> None:
    fitted = fit(title, 1000, SIZES)
    assert " ".join(fitted.lines) == title
    widths = [width_of(line) * fitted.size / UNITS for line in fitted.lines]
    assert max(widths) <= 1000
    assert min(widths) > 0.55 * max(widths)


def test_a_short_title_is_large_and_a_long_one_small() -> None:
    assert fit("ROMACT", 1000, SIZES).size == 80
    assert fit(LONG["en"], 1000, SIZES).size == 60


@pytest.mark.parametrize("space", ["\u00a0", " "])
def test_no_line_ends_where_the_language_forbids_it(space: str) -> None:
    # Czech one-letter prepositions stay with the next word.
    title = "Setkání v\u00a0obci s\u00a0romskou komunitou a\u00a0s\u00a0vedením obce o\u00a0bydlení"
    for line in fit(title.replace("\u00a0", space), 620, ((60, 9),)).lines:
        assert line.rpartition(" ")[2] not in ("v", "s", "a", "o")
        assert not line.endswith("\u00a0")


def test_a_name_with_a_hyphen_is_parted_only_where_it_must_be() -> None:
    lines = fit("Среща на Roma-Net в Торент", 900, ((82, 2),)).lines
    assert lines == ("Среща на Roma-Net", "в Торент")
    pieces = fit("abcdefghij-klmnopqrst-uvwxyz", 500, ((60, 3),)).lines
    assert pieces == ("abcdefghij-", "klmnopqrst-", "uvwxyz")


def test_what_fits_nowhere_is_cut() -> None:
    fitted = fit("word " * 100, 1000, SIZES)
    assert len(fitted.lines) == 3
    assert fitted.lines[-1].endswith("word…")
    endless = fit("Х" * 300, 1000, SIZES)
    assert len(endless.lines) == 3
    assert all(width_of(line) * endless.size <= 1000 * UNITS for line in endless.lines)


def test_a_card_has_room_for_the_longest_words() -> None:
    for title in (*LONG.values(), "Х" * 300, "word " * 100, "A"):
        runs = lay_out(CardText("Kind", title, "meta " * 60, "Portal " * 30))
        assert all(run.x + width_of(run.text) * run.size / UNITS <= WIDTH - 79 for run in runs)
        assert all(run.y < HEIGHT for run in runs)
        *above, site = runs
        assert max(run.y for run in above) < site.y - site.size, title


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u200bb\u202e", "ab"),
        ("Focs\u0326ani", "Focșani"),  # written as a letter and its comma
        ("€ 17 740,80 – „добро“ ”bun” ‚tak‘", "€ 17 740,80 – „добро“ ”bun” ‚tak‘"),
        ("10\u202f000", "10\u00a0000"),
        ("Party 🎉", "Party"),
        ("მოგესალმებით", ""),
        ("", ""),
    ],
)
def test_only_letters_that_can_be_drawn(text: str, shown: str) -> None:
    assert drawable(text) == shown


# -- pictures --------------------------------------------------------------------------


def test_a_card_is_what_the_networks_ask_for() -> None:
    (content,) = drawn(CardText("Проект", LONG["bg"], "2013–2015", "Портал")).values()
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(content) < 30_000
    colours = image.convert("RGB").getcolors(1000)
    assert colours is not None
    assert {(255, 255, 255), (8, 61, 73), (242, 184, 75)} <= {colour for _, colour in colours}


def test_letters_of_each_language_are_their_own() -> None:
    assert image_of("Focșani").tobytes() != image_of("Focşani").tobytes()  # comma, cedilla
    for title in ("Žďár", "țară", "Дряново", "Żółć"):
        box = (
            image_of(title).crop((80, 150, 1120, 300)).convert("L").point(lambda v: 255 * (v > 99))
        )
        assert box.getbbox() is not None, title


def test_letters_stand_where_they_should() -> None:
    image = image_of("l l")
    # Two strokes of one height, with their space between them.
    box = image.crop((80, 150, 400, 262)).convert("L").point(lambda v: 255 if v > 150 else 0)
    bounds = box.getbbox()
    assert bounds is not None
    middle = box.crop((bounds[0] + 20, bounds[1], bounds[2] - 20, bounds[3]))
    assert middle.getbbox() is None


def test_equal_cards_are_equal_files_and_drawn_once() -> None:
    card, other = (CardText("Kind", title, "", "Portal") for title in ("One", "Two"))
    assert len(set(drawn(card, card, other).values())) == 2
    assert drawn(card) == drawn(card)


def test_a_known_card_is_not_drawn_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path)
    cards = [CardText("Kind", f"Title {number}", "", "Portal") for number in range(3)]
    first = drawn(*cards, cache=cache)
    asked: list[int] = []

    def count(script: Path, requests: Any, limits: Limits) -> Any:
        asked.append(len(requests) - 1)
        return run_bounded(script, requests, limits)

    monkeypatch.setattr(draw, "run_bounded", count)
    assert drawn(*cards, cache=cache) == first
    assert not asked
    changed = drawn(*cards[:2], CardText("Kind", "Another", "", "Portal"), cache=cache)
    assert asked == [1]
    assert changed["2.png"] != first["2.png"]


def test_more_cards_than_one_process_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "_BATCH", 30)
    lines = [(f"{n}.png", (Run(80, 200, 40, "#ffffff", str(n)),)) for n in range(70)]
    files = dict(draw_cards(lines, GROUND, NO_CACHE))
    assert list(files) == [path for path, _ in lines]
    assert len(set(files.values())) == 70


def test_a_card_is_the_same_whatever_was_drawn_before_it() -> None:
    """A build that draws a few of them has to give the files of one that draws all."""
    card = CardText("Kind", "Title", "", "Portal")
    white = CardText("", "Another", "", "Portal")  # a kicker in letters that there are not
    (alone,), (white_alone,) = drawn(card).values(), drawn(white).values()
    assert list(drawn(white, card).values()) == [white_alone, alone]
    assert list(drawn(card, white).values()) == [alone, white_alone]


def test_a_drawing_process_that_fails_ends_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draw, "_LIMITS", Limits(memory=1 << 20, seconds=5))
    with pytest.raises(DrawError, match="could not be drawn"):
        drawn(CardText("Kind", "Title", "", "Portal"))


# -- which page has which --------------------------------------------------------------


def shared(rendered: Rendered, kind: str, record_id: str, tag: str) -> str:
    image = share_image(kind, record_id, rendered.portal.localisers[tag])
    return image.url.removeprefix("https://portal.example/") if image else ""


def made(rendered: Rendered) -> set[str]:
    """The paths of all cards that a site has."""
    found = set()
    for loc in rendered.portal.localisers.values():
        cards = ShareCards(loc, Cards(loc))
        own = (card for task in cards.tasks(rendered.portal.tasks) for card in cards.card(task))
        for path, _ in (*cards.home(), *own):
            assert path not in found
            found.add(path)
    return found


def test_a_page_has_the_card_of_its_title(tmp_path: Path) -> None:
    site = render_tree(tmp_path, {})
    assert shared(site, "projects", "school", "bg") == "cards/bg/projects/school.png"
    # Its title is not translated into Czech: the same words are on the English card.
    assert shared(site, "projects", "school", "cs") == "cards/en/projects/school.png"
    assert shared(site, "projects", "", "cs") == "cards/cs/projects.png"
    assert shared(site, "feeds", "", "cs") == shared(site, "", "", "cs") == "cards/cs/home.png"
    cards = made(site)
    assert "cards/bg/projects/school.png" in cards
    assert "cards/cs/projects/school.png" not in cards
    assert "cards/en/agreements/ruse-2020.png" in cards
    # Without a word in site.yml, what people seldom share has the card of its list.
    assert "cards/en/funding/school-grant.png" not in cards
    assert shared(site, "grants", "school-grant", "en") == "cards/en/funding.png"


def test_a_title_in_letters_that_there_are_not_shares_its_lists_card(tmp_path: Path) -> None:
    site = render_tree(tmp_path, {"news/start.yml": news("საქართველო")})
    assert shared(site, "news", "start", "en") == "cards/en/news.png"
    assert "cards/en/news/start.png" not in made(site)


@pytest.mark.parametrize(
    ("setting", "project", "news_item", "own"),
    [
        ("true", "cards/en/projects/school.png", "cards/en/news/start.png", True),
        ("[news]", "cards/en/projects.png", "cards/en/news/start.png", True),
        ("[]", "", "", False),
        ("false", "", "", False),
    ],
)
def test_editors_choose_which_kinds_have_cards(
    tmp_path: Path, setting: str, project: str, news_item: str, own: bool
) -> None:
    line = f"{PAGE_SIZE}social_cards: {setting}\n"
    site = render_tree(tmp_path, {"site.yml": site_with(PAGE_SIZE, line)})
    assert shared(site, "projects", "school", "en") == project
    assert shared(site, "news", "start", "en") == news_item
    assert bool(made(site)) is own


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("yes", "expected true, false, or a list of kinds"),
        ("[projcts]", 'did you mean "projects"?'),
        ("[visibility]", "a kind of record that has pages"),
        ("[{bg: x}]", "got a mapping (key: value lines)"),
    ],
)
def test_a_wrong_choice_is_a_problem(tmp_path: Path, setting: str, words: str) -> None:
    line = f"{PAGE_SIZE}social_cards: {setting}\n"
    checked = check_tree(write_tree(tmp_path, {"site.yml": site_with(PAGE_SIZE, line)}))
    (problem,) = checked.problems
    assert words in str(problem)
    assert str(problem).startswith("data/site.yml:22:")


def test_each_title_of_the_first_site_can_be_drawn(site: Site) -> None:
    # By the built site: what it says it shows is there, and nothing is there for nobody.
    found, pages = set(), 0
    for page in sorted(site.root.rglob("index.html")):
        text = page.read_text("utf-8")
        if "http-equiv" in text or "/embed/v1/" in page.as_posix():
            continue
        images = re.findall(r'<meta property="og:image" content="([^"]*)">', text)
        assert len(images) == 1, page
        assert images[0].startswith(site.url), page
        found.add(images[0].removeprefix(site.url))
        assert '<meta property="og:image:width" content="1200">' in text
        assert '<meta property="og:image:height" content="630">' in text
        assert re.search(r'<meta property="og:image:alt" content="[^"]+">', text), page
        pages += 1
    assert pages > 300
    files = {p.relative_to(site.root).as_posix() for p in (site.root / "cards").rglob("*.png")}
    assert found == files
    for name in files:
        with Image.open(site.root / name) as image:
            assert image.size == (WIDTH, HEIGHT)


def test_a_card_says_what_the_page_says(tmp_path: Path) -> None:
    site = render_tree(tmp_path, {})
    loc = site.portal.localisers["bg"]
    ((path, runs),) = ShareCards(loc, Cards(loc)).card(Task("projects", "school"))
    words = [run.text for run in runs]
    record = loc.catalog.get("projects", "school")
    assert words[1] == title_of(record)["bg"]
    assert any("ROMACT" in line for line in words)
    assert words[-1] == "Test portal"
    assert path == "cards/bg/projects/school.png"
