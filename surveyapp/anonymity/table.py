"""What the attacks came to, as lines to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from surveyapp.anonymity.attack import Findings
from surveyapp.anonymity.matching import Best, Verdict

HEAD = (
    f"{'who is linked':<24}{'pairs':>6}{'attacks':>9}{'by luck':>9}{'best':>8}{'limit':>8}"
    f"{'order':>7}{'limit':>7}"
)


def lines(findings: Findings) -> Iterator[str]:
    """Yield a line for each population, and one for each place where answers stood in clear."""
    yield HEAD
    for verdict in findings.verdicts:
        yield line(verdict)
    for place in findings.readable:
        yield f"READABLE BEFORE THE CLOSE: {place}"


def line(verdict: Verdict) -> str:
    """Return the numbers of one population: share linked by luck, by the best attack, allowed."""
    success, order = verdict.success, verdict.correlation
    numbers = (
        f"{verdict.kind:<24}{verdict.size:>6}{verdict.tried:>9,}{verdict.chance:>9.1%}"
        f"{success.found:>8.1%}{success.limit:>8.1%}{order.found:>7.2f}{order.limit:>7.2f}"
    )
    return numbers + "".join(f"  above its limit: {best.pair}" for best in leaks(verdict))


def leaks(verdict: Verdict) -> list[Best]:
    """Return the measures that are above their limit."""
    return [best for best in (verdict.success, verdict.correlation) if best.is_leak]


def verdict_line(runs: Sequence[Findings]) -> str:
    """Return what the rounds together come to."""
    verdicts = [verdict for findings in runs for verdict in findings.verdicts]
    above = sum(len(leaks(verdict)) for verdict in verdicts)
    found = recurring(runs)
    result = f"LEAK: {', '.join(found)}" if found else "chance"
    return (
        f"{result}; {above} of {2 * len(verdicts)} comparisons above their limit, which luck is "
        "once in 200"
    )


def recurring(runs: Iterable[Findings]) -> list[str]:
    """Return what leaked in two runs or more, or stood in clear in any.

    One run's verdict is a false alarm once in a hundred times; a leak is there every time.
    """
    runs = list(runs)
    kinds = [verdict.kind for findings in runs for verdict in findings.verdicts if verdict.is_leak]
    readable = {place for findings in runs for place in findings.readable}
    twice = {kind for kind in kinds if kinds.count(kind) > 1 or len(runs) == 1}
    return sorted(twice | readable)
