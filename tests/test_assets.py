"""Assets under names that tell their content, and everything that names them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path, PurePosixPath

import pytest
import tinycss2  # type: ignore[import-untyped]

from portal.assets import AssetError, name_assets, rewrite_style
from tests.site_build import ROOT, assets
from tests.site_walk import Site

OWN = ROOT / "overrides" / "assets"


def named(**files: str) -> dict[str, str]:
    """What a few files become: published path to content; `a_css` is a.css."""
    given = {name.replace("_", "."): text.encode() for name, text in files.items()}
    return {path: content.decode() for path, content in name_assets(given).contents.items()}


def test_a_name_is_a_hash_of_what_is_published() -> None:
    for path, content in assets().contents.items():
        digest = PurePosixPath(path).suffixes[-2].removeprefix(".")
        assert hashlib.sha256(content).hexdigest().startswith(digest)
        assert len(digest) == 8


def test_a_change_deep_below_renames_everything_above() -> None:
    def paths(last: str) -> set[str]:
        return set(named(a_js='import "./b.js";', b_js='import("./c.js")', c_js=last))

    assert not paths("1") & paths("2")
    assert len(paths("1")) == 3


def test_a_change_beside_renames_nothing_else() -> None:
    before, after = named(a_js="1", b_js="2"), named(a_js="1", b_js="3")
    assert len(before.keys() & after.keys()) == 1


@pytest.mark.parametrize(
    "css",
    [
        'a{b:url("{}")}', "a{b:url({})}", "a{b:Url( {} )}", "a{b:URL( '{}' ) no-repeat}",
        '@import "{}";',
        "@import url({}) print;", "@media print{a{b:c;d:image-set(url({}) 1x)}}",
        "@font-face{src:url({}) format('woff2')}", "/* é\n\n */\na{b:url({})}",
        '/* url("x.svg") */a{content:"x.svg";b:url({})}', "a{b:url({}),\nurl({})}",
    ],
)  # fmt: skip
def test_every_way_to_name_a_file_in_a_style_sheet(css: str) -> None:
    assert rewrite_style(css.replace("{}", "x.svg"), lambda url: f"y/{url}") == css.replace(
        "{}", "y/x.svg"
    )


@pytest.mark.parametrize(
    "address", ["data:image/svg+xml,<svg/>", "#mark", "/a.svg", "https://example.org/a.svg"]
)
def test_addresses_elsewhere_stay(address: str) -> None:
    css = f'a{{b:url("{address}")}}'
    assert list(named(a_css=css).values()) == [css]


def test_scripts_name_each_other_by_whole_strings() -> None:
    script = 'import { x } from "./b.js"; link("c.css"); "pagefind.js"; "no b.js"; `b.js`; "b.json"'
    made = named(a_js=script, b_js="", c_css="")
    (new,) = (text for text in made.values() if text)
    changed = re.findall(r'"[^"]*"', new)
    assert [re.sub(r"\.[0-9a-f]{8}\.", ".*.", text) for text in changed] == [
        '"./b.*.js"', '"c.*.css"', '"pagefind.js"', '"no b.js"', '"b.json"',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"a_css": "a{b:url(no.svg)}"}, "names no.svg, which is not there"),
        ({"a_css": "a{b:url(../a.svg)}"}, "names ../a.svg"),
        ({"a_css": r"a{b:url(\61.svg)}", "a_svg": ""}, "without escapes"),
        ({"a_js": 'import "./no.js"'}, "names ./no.js"),
        ({"a_js": 'import "./b.js"', "b_js": 'import "./a.js"'}, "a.js names b.js names a.js"),
    ],
)
def test_what_cannot_be_named_is_a_mistake_of_ours(files: dict[str, str], complaint: str) -> None:
    with pytest.raises(AssetError, match=re.escape(complaint)):
        named(**files)


def test_an_unknown_asset_is_an_error_not_a_broken_link() -> None:
    with pytest.raises(AssetError, match="overrides/assets/no"):
        assets().path("no.css")


# -- real sites ----------------------------------------------------------------------


@pytest.mark.build
def test_a_site_has_each_asset_under_its_new_name_alone(any_site: Site, second_site: Site) -> None:
    for site in (any_site, second_site):
        for path, content in assets().contents.items():
            assert site.files[path].read_bytes() == content
        for own in OWN.rglob("*"):
            if own.is_file():
                assert f"assets/{own.relative_to(OWN).as_posix()}" not in site.files


@pytest.mark.build
def test_pages_name_what_may_be_kept_for_ever_and_one_sheet_that_may_not(any_site: Site) -> None:
    kept = {*assets().contents, *(p for p in any_site.files if p.startswith("assets/styleshe"))}
    for page in any_site.pages.values():
        loaded = {
            any_site.locate(page.path, str(node.attributes.get("href") or node.attributes["src"]))
            for node in page.all("link[rel=stylesheet], link[rel=preload], link[rel=icon],"
                                 " script[src], .brand__mark, .site-footer__name img")
        }  # fmt: skip
        if page.all(".site-footer"):
            assert "version.css" in loaded
            assert assets().path("portal.css") in loaded
        assert loaded - kept <= {"version.css"}, page.path


@pytest.mark.build
def test_the_sheet_of_every_page_names_fonts_that_are_there(site: Site) -> None:
    sheet = assets().path("portal.css")
    rules = tinycss2.parse_stylesheet(site.files[sheet].read_text("utf-8"))
    assert not [rule for rule in rules if rule.type == "error"]
    fonts = re.findall(r'url\("(fonts/[^"]+)"\)', site.files[sheet].read_text("utf-8"))
    assert len(fonts) == 4
    for font in fonts:
        assert site.files[str(Path("assets", font))].read_bytes()[:4] == b"wOF2"
