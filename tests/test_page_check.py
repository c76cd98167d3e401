"""Hand-written pages: what the check finds before a build refuses it, or nobody does."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.page_names import split_language
from portal.problems import Problem, Severity
from stand_ins import StandIns
from tests import site_build
from tests.builders import check_tree, write_tree

ABOUT = "---\ntitle: About\n---\n\n# About\n"


def problems(directory: Path, **pages: str) -> list[Problem]:
    """What is found in `about_en="…"`, written to docs/about.en.md."""
    files = {f"docs/{name.replace('_', '.')}.md": text for name, text in pages.items()}
    kept = ("docs/img/town.png", "docs/img/a b.png", "docs/files/a_(1).pdf")
    write_tree(directory, {"docs/about.en.md": ABOUT, **dict.fromkeys(kept, ""), **files})
    return list(check_tree(directory).problems)


@pytest.mark.parametrize(
    ("line", "column", "fix"),
    [
        ("[x](nothing.md)", 5, "use one of the pages: about.md, index.md"),
        ("See [x]( <abuot.md#top> \"t\")", 11, 'did you mean "about.md"?'),
        ("![x](no.png)", 6, "put the file there"),
        ("![x](pictures/town.png)", 6, 'did you mean "img/town.png"?'),
        ("![x](img\\town.png)", 6, 'did you mean "img/town.png"?'),
        ("[x](logo@2x.png)", 5, "put the file there"),
        ("[x](www.a.example)", 5, 'write it as "https://www.a.example"'),
        ("[x](me@a.example)", 5, 'write it as "mailto:me@a.example"'),
        ("[x](/projects/school/)", 5, 'write it as "portal:projects/school"'),
        ("[x](data/projects/school.yml)", 5, 'write it as "portal:projects/school"'),
        ("[x](news.md)", 5, 'write it as "portal:news"'),
        ("[x](/bg/about/)", 5, 'did you mean "about.md"?'),
        ("[x](about)", 5, 'did you mean "about.md"?'),
        ("[x](about/)", 5, 'did you mean "about.md"?'),
        ("[x](/about/)", 5, 'did you mean "about.md"?'),
        ("[x](/nowhere/)", 5, "portal: for a page made of data"),
        ("- one\n\n    [x](gone.md)", 9, "use one of the pages"),
        ("1. one\ntwo\n\n    [x](gone.md)", 9, "use one of the pages"),
        ("text\n    [x](gone.md)", 9, "use one of the pages"),
        ("[x](../about.md)", 5, 'did you mean "about.md"?'),
        ("[x][a]\n\n[a]: gone.md 'title'", 6, "use one of the pages"),
        (f"[x]({'a' * 300}.md)", 5, "use one of the pages"),
        ("\\`[x](gone.md)`", 7, "use one of the pages"),
        ("`a\n\n[x](gone.md)`", 5, "use one of the pages"),
        ("- `a\n- [x](gone.md)`", 7, "use one of the pages"),
        ("# `a\n[x](gone.md)`", 5, "use one of the pages"),
        ("```a`` [x](gone.md) ````", 12, "use one of the pages"),
        ("```\n<!--\n```\n[x](gone.md) -->", 5, "use one of the pages"),
    ],
)  # fmt: skip
def test_a_link_to_a_page_that_is_not_there_is_found_in_its_place(
    line: str, column: int, fix: str, tmp_path: Path
) -> None:
    [problem] = problems(tmp_path, index_en=f"# Home\n\n{line}\n")
    assert problem.path == "docs/index.en.md"
    assert (problem.line, problem.column) == (3 + line.count("\n"), column)
    assert problem.severity is Severity.ERROR
    assert fix in problem.fix


@pytest.mark.parametrize(
    "line",
    [
        "[x](about.md)", "[x](about.md#top)", "[x](<about.md>)", "[x](about.en.md)", "[x](#top)",
        "[x](https://a.example/b.md)", "[x](//a.example/b.md)", "[x](mailto:a@b.example)",
        "[x](portal:projects/school)", "`[x](gone.md)`", "```\n[x](gone.md)\n```",
        "<!-- [x](gone.md) -->", "Text.[^1]\n\n[^1]: gone.md", "[Note]: this is no link",
        r"\[x\](gone.md)", r"\[x](gone.md)", "![x](<img/a b.png>)", "[x](img/a%20b.png 'title')",
        "[x](img/a b.png)", "[x](files/a_(1).pdf)", '[x](files/a_(1).pdf "Title (1)")',
        "[x](gone_(b.md)", "    [x](gone.md)", "# Code\n\t[x](gone.md)",
        "- one\n\ntext\n\n    [x](gone.md)\n\n    [y](portal:projects/gone)",
        "- one\n\n    ```\n    [x](gone.md)\n    ```", "`` ` [x](gone.md) ``", "`a\n[x](gone.md)`",
        "> ```\n> [x](gone.md)\n> ```", "```a` [x](gone.md) ``", "~~~~\n~~~\n[x](gone.md)\n~~~~",
        "<!--\n\n```\n\n    --\n\n[x](gone.md) -->", "```\n[x](portal:projects/gone)\n```",
        "* * *\n\n    [x](gone.md)",
    ],
)  # fmt: skip
def test_links_that_lead_somewhere_and_examples_are_left_alone(line: str, tmp_path: Path) -> None:
    assert problems(tmp_path, index_en=f"# Home\n\n{line}\n") == []


@pytest.mark.parametrize(
    ("line", "column", "fix"),
    [
        ('<a href="about.md">x</a>', 10, "[text](<about.md>)"),
        ("See <A\nclass=b HREF='about.md#top' >x</A>", 15, "[text](<about.md#top>)"),
        ("<a href=about.en.md>x</a>", 9, "[text](<about.en.md>)"),
        ('<img alt="" src="img/a%20b.png">', 18, "![text](<img/a%20b.png>)"),
        ('<video poster="img/town.png"></video>', 16, "[text](<img/town.png>)"),
    ],
)
def test_html_names_nothing_as_markdown_does(
    line: str, column: int, fix: str, tmp_path: Path
) -> None:
    [problem] = problems(tmp_path, contact_bg=f"# A\n\n{line}\n")
    assert (problem.line, problem.column) == (3 + line.count("\n"), column)
    assert problem.expected == (
        'an address from where the page stands, "/bg/contact/": HTML stays as it is written'
    )
    assert problem.fix == f"write it in Markdown: {fix}"


@pytest.mark.parametrize(
    "line",
    [
        '<a href="../about/">x</a>', '<a href="#top">x</a>', '<a href="https://a.example/">x</a>',
        '<a href="portal:projects/school">x</a>', '<img src="../img/town.png">', "<a href=''>x</a>",
        '`<a href="about.md">`', '<!-- <img src="img/town.png"> -->', '<b data-src="about.md">',
        '<img src="own.png">',
    ],
)  # fmt: skip
def test_html_that_leads_somewhere_is_left_alone(line: str, tmp_path: Path) -> None:
    write_tree(tmp_path, {"docs/contact/own.png": "", "docs/own.png": ""})
    assert problems(tmp_path, contact_en=f"# A\n\n{line}\n") == []


def test_html_of_the_front_page_stands_where_its_pictures_do(tmp_path: Path) -> None:
    assert problems(tmp_path, index_en='# Home\n\n<img src="img/town.png">\n') == []


@pytest.mark.parametrize("before", ["```a``` ", "    ```\n\n", "~~~~\n\n"])
def test_what_only_looks_like_the_beginning_of_an_example_hides_nothing(
    before: str, tmp_path: Path
) -> None:
    [problem] = problems(tmp_path, index_en=f"{before}[x](gone.md)\n\n```\nb\n```\n\n~~~\n")
    assert problem.got == '"gone.md"'


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_examples_name_records_that_are_not_there(line_end: str, tmp_path: Path) -> None:
    text = "# Home\n\n```\n[x](portal:projects/gone)\n<script>a()</script>\n```\n"
    assert problems(tmp_path, index_en=text.replace("\n", line_end)) == []


@pytest.mark.parametrize(
    "signs",
    ["`", "a``b", "``\n~~~\n", "<!--", "<script ", "](", "](x)", "<a ", "[x](gone.md) ",
     "[x](portal:gone) ", r"\[x](gone.md) ", '<a href="about.md">', "<script>"],
)  # fmt: skip
def test_a_megabyte_of_signs_is_read_at_once(signs: str, tmp_path: Path) -> None:
    """Each took minutes, or hours: nothing here grows with the square."""
    page = "\\[ " + signs * (1_000_000 // len(signs))
    assert len(problems(tmp_path, index_en=page)) in (0, 1, 201)


def test_a_page_of_hundreds_of_mistakes_is_cut_short(tmp_path: Path) -> None:
    links = "[x](gone.md)\n[y](portal:gone)\n" * 300
    found = problems(tmp_path, index_en=f"# Home\n\n{links}")
    assert len(found) == 201
    assert (found[0].line, found[0].got) == (1, "more")
    assert found[0].expected == "at most 200 problems in one file"


def test_a_page_is_no_longer_than_a_record(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, index_en="# Home\n\n" + "[x](gone.md)\n" * (1 << 17))
    assert str(problem) == (
        "docs/index.en.md:1:1: expected a page of at most 1 MiB, got 1,703,944 bytes. "
        "Fix: split it, or put what is large into files of their own beside it"
    )


def test_what_was_meant_is_named_from_the_folder_of_the_page(tmp_path: Path) -> None:
    text = "# A\n\n[x](abuot.md) ![y](img/town.png)\n"
    files = {"docs/about.en.md": ABOUT, "docs/img/town.png": "", "docs/sub/page.en.md": text}
    page, picture = check_tree(write_tree(tmp_path, files)).problems
    assert page.fix == 'did you mean "../about.md"?'
    assert picture.fix == 'did you mean "../img/town.png"?'


def test_a_page_may_link_to_one_that_only_the_first_language_has(tmp_path: Path) -> None:
    assert problems(tmp_path, index_bg="# Начало\n\n[x](about.md)\n") == []
    [problem] = problems(tmp_path, index_en="[x](only.md)\n", only_bg="# Само\n")
    assert (problem.path, problem.got) == ("docs/index.en.md", '"only.md"')


def test_a_page_in_a_language_that_the_site_has_not_is_warned_about(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, about_de="# Über\n\n[x](gone.md)\n")
    assert problem.severity is Severity.WARNING
    assert str(problem) == (
        "docs/about.de.md:1:1: warning: expected the name of a page and a language of the site, "
        'such as about.en.md, got "about.de.md". Fix: this page is not published: rename it, or '
        "add the language to data/site.yml (it has: en, bg, cs)"
    )
    assert problems(tmp_path / "b", plain="# Plain\n") == []


def test_front_matter_says_only_what_a_page_has(tmp_path: Path) -> None:
    text = "---\ntitle: A\ntitel: B\nhide: [toc]\n---\n\n# A\n"
    first, second = problems(tmp_path, contact_en=text.replace("\n", "\r\n"))
    assert (first.line, first.column, first.fix) == (3, 1, 'did you mean "title"?')
    assert (second.line, second.field) == (4, "hide")
    assert "title, updated_on" in second.fix


def test_front_matter_has_a_text_and_a_day(tmp_path: Path) -> None:
    text = "---\ntitle:\n  en: A\nupdated_on: 21.11.2026\ndescription:\n---\n\n# A\n"
    title, day = problems(tmp_path, contact_en=text)
    assert (title.line, title.field, title.fix) == (3, "title", "write a text in one line")
    assert (day.line, day.column, day.field) == (4, 13, "updated_on")
    assert 'write it as "2026-11-21"' in day.fix
    good = "---\ntitle: 2026\nupdated_on: 2026-11-21 # today\nlayout: home\n---\n\n# A\n"
    assert problems(tmp_path / "good", contact_en=good) == []


def test_front_matter_that_is_no_yaml_is_told_in_its_line(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, contact_en="---\ndescription: x\ntitle: A: B\n---\n\n# A\n")
    assert problem.line == 3


@pytest.mark.build
def test_a_page_is_published_without_a_line_in_the_navigation(tmp_path: Path) -> None:
    page = "---\ntitle: Contact\n---\n\n# Contact\n\n<a class=x href='portal:projects'>y</a>\n"
    pages = {f"docs/{name}.en.md": page for name in ("about", "contribute", "privacy", "contact")}
    data = write_tree(tmp_path / "data", pages | {"docs/contact.en.md~": "# Of before\n"})
    (data / "docs" / ".#contact.en.md").symlink_to("nobody@nowhere.1")  # Emacs has it open
    site = tmp_path / "site"
    done = site_build.run_build(site, data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ">Contact</h1>" in (site / "contact" / "index.html").read_text("utf-8")
    text = (site / "bg" / "contact" / "index.html").read_text("utf-8")
    assert '<a class=x href="../projects/">y</a>' in text
    assert not [path.name for path in site.rglob("*~")]
    assert "/contact/" in (site / "sitemap-en.xml").read_text("utf-8")


@pytest.mark.build
def test_pages_in_every_language_show_pictures_and_files_of_the_first(tmp_path: Path) -> None:
    text = "# Home\n\n![x](img/town.png) ![y](<img/a b.png>) [z](files/a_(1).pdf)\n"
    pages = {f"docs/{name}.en.md": ABOUT for name in ("about", "contribute", "privacy")}
    pages |= {"docs/index.en.md": text, "docs/index.bg.md": text}
    files = (
        "img/town.png", "img/town.bg.png", "img/a b.png", "files/a_(1).pdf",
        ".well-known/security.txt", ".well-known/pki/key", ".well-known/.git/config", ".git/config",
    )  # fmt: skip
    data = write_tree(tmp_path / "data", pages | {f"docs/{name}": name for name in files})
    site = tmp_path / "site"
    done = site_build.run_build(site, data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    for tag in ("bg", "cs"):  # one written, one for which the first language's stands in
        page = (site / tag / "index.html").read_text("utf-8")
        assert ('src="img/town.png"' if tag == "bg" else 'src="../img/town.png"') in page
        assert 'src="../img/a%20b.png"' in page
        assert 'href="../files/a_%281%29.pdf"' in page
    assert (site / "img" / "town.png").read_text("utf-8") == "img/town.png"
    assert (site / "bg" / "img" / "town.png").read_text("utf-8") == "img/town.bg.png"
    assert not (site / "cs" / "img").exists()
    assert not (site / "bg" / "files").exists()
    known = site / ".well-known"
    assert (known / "security.txt").read_text("utf-8") == ".well-known/security.txt"
    assert (known / "pki" / "key").is_file()
    assert sorted(site.rglob(".well-known")) == [known]
    assert not list(site.rglob(".git"))


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("about.bg.md", ("about.md", "bg")),
        ("about.md", ("about.md", "")),
        ("a.bg/about.md", ("a.bg/about.md", "")),
        ("a/town.v2.bg.png", ("a/town.v2.png", "bg")),
        ("a/town.tar.gz", ("a/town.tar.gz", "")),
        ("bg.md", ("bg.md", "")),
        ("about.bg", ("about.bg", "")),
        ("a/CNAME", ("a/CNAME", "")),
        ("about.fr.md", ("about.fr.md", "")),
    ],
)
def test_names_and_their_languages(name: str, split: tuple[str, str]) -> None:
    assert split_language(name, ("en", "bg")) == split


def test_what_a_language_lacks_the_default_one_stands_in_for(tmp_path: Path) -> None:
    pages = tmp_path / "docs"
    (pages / "deep").mkdir(parents=True)
    for name in ("index.en.md", "index.bg.md", "about.md", "deep/more.en.md", "old.fr.md"):
        (pages / name).write_text(name, "utf-8")
    made = StandIns(pages, ("en", "bg", "cs"), tmp_path / "made")
    assert made.names == {
        "index.cs.md", "about.bg.md", "about.cs.md", "deep/more.bg.md", "deep/more.cs.md",
    }  # fmt: skip
    assert (made.directory / "about.cs.md").read_text("utf-8") == "about.md"


def test_pages_stand_in_where_nobody_may_write_to_the_others(tmp_path: Path) -> None:
    pages = tmp_path / "docs"
    (pages / "deep").mkdir(parents=True)
    for name in ("deep/one.en.md", "deep/picture.png"):
        (pages / name).write_text(name, "utf-8")
        (pages / name).chmod(0o444)
    (pages / "deep").chmod(0o555)
    made = StandIns(pages, ("en", "bg"), tmp_path / "made")
    (pages / "deep").chmod(0o755)
    # Who runs tests as root may write anywhere: the permissions tell.
    copies = [made.directory, *made.directory.rglob("*")]
    assert all(path.stat().st_mode & 0o200 for path in copies)
    assert {path.name for path in copies} >= {"one.bg.md", "one.en.md", "picture.png"}
