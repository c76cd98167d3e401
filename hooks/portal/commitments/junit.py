"""The report as JUnit XML: what test dashboards and forges read."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree

from portal.commitments.table import explain
from portal.commitments.verdicts import Report, Result, Verdict

_NOT_XML: Final = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(report: Report) -> bytes:
    """One test case a promise: partly and missing fail, unreachable is skipped.

    Shape: testsuites > testsuite > testcase, in UTF-8. Source: the schema that Jenkins'
    xunit plugin publishes (junit-10.xsd).
    """
    counts = report.counts
    failures = str(counts[Verdict.PARTLY] + counts[Verdict.MISSING])
    total, skipped = str(len(report.results)), str(counts[Verdict.UNREACHABLE])
    numbers = {"tests": total, "failures": failures, "errors": "0"}
    root = ElementTree.Element("testsuites", {"name": "commitments", **numbers})
    suite = ElementTree.SubElement(
        root, "testsuite",
        {
            "name": "commitments", **numbers, "skipped": skipped,
            "timestamp": report.started_at.strftime("%Y-%m-%dT%H:%M:%S"),
        },
    )  # fmt: skip
    for result in report.results:
        _add_case(suite, result)
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add_case(suite: ElementTree.Element, result: Result) -> None:
    case = ElementTree.SubElement(
        suite, "testcase",
        {"classname": f"{result.agreement}.{result.commitment}", "name": _name(result)},
    )  # fmt: skip
    message = {"message": _clean(explain(result))}
    if result.verdict is Verdict.UNREACHABLE:
        ElementTree.SubElement(case, "skipped", message)
    elif result.verdict is not Verdict.FULFILLED:
        kind = {"type": str(result.verdict)}
        ElementTree.SubElement(case, "failure", {**message, **kind}).text = _clean(
            result.final_address or result.page or ""
        )
    output = ElementTree.SubElement(case, "system-out")
    output.text = _clean(f"{result.checked_at:%Y-%m-%d %H:%M} UTC {result.final_address}")


def _name(result: Result) -> str:
    return f"{result.municipality} shows {result.programme}"


def _clean(text: str) -> str:
    return _NOT_XML.sub("�", text)
