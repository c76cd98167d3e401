"""One run of the link check: hosts side by side, the links of one host in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Final, TypeAlias

from portal.links.verdicts import LinkState, LinkVerdict, judge_link
from portal.web.address import parse_address
from portal.web.answers import Answer, Failure, Kind, Trouble
from web_exchange import Deadline
from web_fetcher import Fetcher

# Some servers answer HEAD with an error, or not at all, and GET as they should.
_WORTH_A_GET: Final = (Trouble.STATUS, Trouble.CONNECTION, Trouble.ENCODING)
_PATIENCE: Final = 2  # links of a host that ran out of time before the others are left alone
_TOO_MANY: Final = 429

Found: TypeAlias = tuple[str, LinkState]


def check_addresses(
    addresses: Sequence[str], fetcher: Fetcher, jobs: int, seconds: float,
    tell: Callable[[Found], None],
) -> dict[str, LinkState]:  # fmt: skip
    """The state of each address; what is not asked within `seconds` is unreachable."""
    deadline = Deadline.after(seconds)
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        parsed = parse_address(address)
        hosts[parsed.host if parsed else ""].append(address)
    found: dict[str, LinkState] = {}
    with ExitStack() as stack:
        pool = ThreadPoolExecutor(jobs)
        stack.callback(pool.shutdown, cancel_futures=True)
        groups = pool.map(lambda group: list(_check_host(group, fetcher, deadline)), hosts.values())
        for states in groups:
            for one in states:
                tell(one)
                found[one[0]] = one[1]
    return found


def _check_host(addresses: Sequence[str], fetcher: Fetcher, deadline: Deadline) -> Iterator[Found]:
    late, reason = 0, ""
    for address in addresses:
        reason = reason or _why_no_more(late, deadline)
        if reason:
            yield address, LinkState(LinkVerdict.UNREACHABLE, f"not asked: {reason}")
            continue
        answer = _ask(address, fetcher)
        if isinstance(answer, Failure):
            late += answer.trouble is Trouble.TIMEOUT
            reason = "the server asks for a pause" if answer.status == _TOO_MANY else ""
        yield address, judge_link(address, answer)


def _why_no_more(late: int, deadline: Deadline) -> str:
    try:
        deadline.left()
    except TimeoutError:
        return "the time of the whole check was over"
    return "the server does not answer in time" if late >= _PATIENCE else ""


def _ask(address: str, fetcher: Fetcher) -> Answer | Failure:
    """HEAD first; GET where HEAD failed, and for the text of pages, which tells if they are parked.

    A failure of GET after a good HEAD is what readers would see, and counts.
    """
    head = fetcher.for_one_page("HEAD")(address, Kind.PAGE)
    if isinstance(head, Failure):
        if head.trouble not in _WORTH_A_GET or head.status == _TOO_MANY:
            return head
    elif head.content_type and "html" not in head.content_type:
        return head
    return fetcher.for_one_page()(address, Kind.PAGE)
