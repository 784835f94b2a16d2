"""Every end, every contract and every plan to be shown, over processes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from planner.alternatives.different import most_different
from planner.alternatives.result import (
    ALWAYS,
    EITHER,
    NEVER,
    TIGHT,
    UNKNOWN,
    Choice,
    End,
    Range,
    share,
)
from planner.alternatives.sources import Source, minerals_of, sources_of, whole_of
from planner.alternatives.tasks import (
    Base,
    Contract,
    Found,
    Project,
    Settle,
    Share,
    Task,
    Volume,
    attempt,
    lost,
)
from planner.plan import Plan
from planner.spread import spread

Offers = tuple[tuple[str, float], ...]
"""Whom an end is about, whatever it is called: a country may be one supplier."""
NOTHING = Found(why="not sought: stopped by you")


@dataclass
class Search:
    """What is found so far; every plan on the way is kept."""

    base: Base
    jobs: int | None
    cluster: str | None
    done: Callable[[str, int, int], None]
    stopped: bool = False
    plans: list[Plan] = field(default_factory=list)
    volumes: dict[tuple[Offers, bool], Found] = field(default_factory=dict)
    shares: dict[tuple[Offers, bool], Found] = field(default_factory=dict)
    contracts: dict[str, Found] = field(default_factory=dict)
    projects: dict[str, Found] = field(default_factory=dict)

    def __post_init__(self) -> None:
        case = self.base.plan.case
        self.plans.append(self.base.plan)
        self.sources = sources_of(case)
        self.wholes = {each: whole_of(case, each) for each in minerals_of(case)}

    def run(self) -> None:
        """Seek volumes, then the shares, contracts and projects these leave open."""
        self._seek(self.volumes, self._volume_tasks())
        self._seek(self.shares, self._share_tasks())
        self._seek(self.contracts, self._contract_tasks())
        self._seek(self.projects, self._project_tasks())

    def different(self, count: int) -> list[Plan]:
        """Return plans unlike each other, each the cheapest with its volumes."""
        best = self.base.plan
        chosen = most_different(self.plans, best, self.sources, count)
        tasks = {
            place: Settle(base=self.base, plan=plan, place=place + 2)
            for place, plan in enumerate(chosen)
        }
        settled: dict[int, Found] = {}
        self._seek(settled, tasks)
        for place, found in settled.items():
            cheaper = [p for p in found.plans if p.objective < chosen[place].objective]
            chosen[place] = cheaper[0] if cheaper else chosen[place]
        return chosen

    def _seek(self, into: dict[Any, Found], tasks: Mapping[Any, Task]) -> None:
        """Do tasks and keep what each finds; after Ctrl-C those that are done."""
        if self.stopped:
            return
        keys, asked = list(tasks), list(tasks.values())
        try:
            for place, found in spread(attempt, asked, self.jobs, lost, self.cluster):
                into[keys[place]] = found
                self.plans += found.plans
                self.done(_said(asked[place], found), len(into), len(asked))
                if found.stopped:
                    self.stopped = True
                    return
        except KeyboardInterrupt:
            self.stopped = True

    def _volume_tasks(self) -> Mapping[tuple[Offers, bool], Task]:
        every = [*self.wholes.values(), *self.sources]
        once = {each.contents: each for each in reversed(every)}
        return {
            (each.contents, most): Volume(base=self.base, source=each, most=most)
            for each in reversed(once.values())
            for most in (False, True)
        }

    def _share_tasks(self) -> Mapping[tuple[Offers, bool], Task]:
        tasks: dict[tuple[Offers, bool], Task] = {}
        for source in self.sources:
            whole = self.wholes[source.mineral]
            for most in (False, True):
                end = self._share_end(source, most=most)
                key = source.contents, most
                if abs(end.value - end.bound) > TIGHT and key not in tasks:
                    tasks[key] = Share(
                        base=self.base,
                        source=source,
                        whole=whole,
                        most=most,
                        near=self._extreme(source, most=most),
                        least_total=self._volume_end(whole, most=False).bound,
                    )
        return tasks

    def _contract_tasks(self) -> Mapping[str, Task]:
        return {
            name: Contract(base=self.base, offer=name, signed=not seen.pop())
            for name, seen in self._seen().items()
            if len(seen) == 1 and not self.base.plan.case.offers[name].committed
        }

    def _project_tasks(self) -> Mapping[str, Task]:
        return {
            name: Project(base=self.base, project=name, opened=not seen.pop())
            for name, seen in self._opened().items()
            if len(seen) == 1
        }

    def _seen(self) -> dict[str, set[bool]]:
        """Return for each contract whether plans sign it: some do, some do not."""
        offers = self.base.plan.case.offers.values()
        contracts = [each.name for each in offers if not each.free_to_sign]
        signed = [set(plan.signed) for plan in self.plans]
        return {name: {name in some for some in signed} for name in contracts}

    def _opened(self) -> dict[str, set[bool]]:
        """Return for each project whether plans open it: some do, some do not."""
        opened = [set(plan.opened) for plan in self.plans]
        projects = self.base.plan.case.projects
        return {name: {name in some for some in opened} for name in projects}

    def ranges(self) -> list[Range]:
        """Return what is known of every source."""
        best = self.base.plan
        return [
            Range(
                source=each,
                volume=each.volume(best),
                share=self._share(each, best),
                least=self._volume_end(each, most=False),
                most=self._volume_end(each, most=True),
                least_share=self._share_end(each, most=False),
                most_share=self._share_end(each, most=True),
            )
            for each in self.sources
        ]

    def _volume_end(self, source: Source, *, most: bool) -> End:
        found = self.volumes.get((source.contents, most), NOTHING)
        volumes = [source.volume(plan) for plan in self.plans]
        if most:
            value, bound = max(volumes), inf if found.bound is None else found.bound
            return End(value, max(value, bound), found.why)
        value, bound = min(volumes), found.bound or 0.0
        return End(value, max(0.0, min(value, bound)), found.why)

    def _share_end(self, source: Source, *, most: bool) -> End:
        """Return an end of the share, from volumes alone or from its own search."""
        own = self.shares.get((source.contents, most))
        value = self._share(source, self._extreme(source, most=most))
        part = self._volume_end(source, most=most)
        total = self._volume_end(self.wholes[source.mineral], most=not most)
        why = (own or part).why
        if most:
            by_volume = part.bound / total.bound if total.bound > 0 else 1.0
            known = min(1.0, by_volume, *_proved(own))
            return End(value, max(value, known), why)
        known = max(0.0, share(part.bound, total.bound), *_proved(own))
        return End(value, min(value, known), why)

    def _extreme(self, source: Source, *, most: bool) -> Plan:
        """Return the plan with the least or greatest share of a source."""
        sign = -1.0 if most else 1.0
        return min(self.plans, key=lambda plan: sign * self._share(source, plan))

    def _share(self, source: Source, plan: Plan) -> float:
        return share(source.volume(plan), self.wholes[source.mineral].volume(plan))

    def signings(self) -> list[Choice]:
        """Return what is known of every contract."""
        best, offers = set(self.base.plan.signed), self.base.plan.case.offers
        return [
            Choice(
                name,
                *_answer(self.contracts.get(name), some, sure=offers[name].committed),
                name in best,
            )
            for name, some in self._seen().items()
        ]

    def openings(self) -> list[Choice]:
        """Return what is known of every project."""
        best = set(self.base.plan.opened)
        return [
            Choice(name, *_answer(self.projects.get(name), some), name in best)
            for name, some in self._opened().items()
        ]


def _answer(
    found: Found | None, seen: set[bool], *, sure: bool = False
) -> tuple[str, str]:
    """Return what is known of a choice that some plans made so, and why no more is."""
    if len(seen) > 1:
        return EITHER, ""
    only, sought = ALWAYS if True in seen else NEVER, found or NOTHING
    if sure or sought.impossible:
        return only, ""
    return UNKNOWN, f"{only} in the plans found; {sought.why}"


def _proved(found: Found | None) -> Sequence[float]:
    return () if found is None or found.bound is None else (found.bound,)


def _said(task: Task, found: Found) -> str:
    if found.impossible:
        return f"{task.label}: no such plan"
    return f"{task.label}: {found.why}" if found.why else task.label
