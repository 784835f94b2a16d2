"""One request: who asks, in which language, and the page that answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from planner.runs import Choice, Run, UnknownRunError
from planner.web.access import Who
from planner.web.language import COOKIE, Language, language_of
from planner.web.site import Site, site_of, templates
from planner.web.words import Words

YEAR = 365 * 24 * 3600


class NotYoursError(Exception):
    """Somebody else's run: it may be seen and repeated, not changed."""


@dataclass(frozen=True)
class Visit:
    """One request and what it takes to answer it."""

    request: Request
    site: Site
    who: Who
    words: Words

    def run(self, run_id: str) -> Run:
        """Return a run that is not deleted, or is and belongs to who asks.

        Raises:
            UnknownRunError: there is none.
        """
        run = self.site.store.run(run_id)
        if run.deleted is not None and not self.owns(run):
            raise UnknownRunError(run_id)
        return run

    def owns(self, run: Run) -> bool:
        """Tell whether a run belongs to who asks."""
        return run.owner in self.who.owners

    def runs(self, limit: int, *, deleted: bool = False) -> Sequence[Run]:
        """Return the latest runs of who asks, or those that are put away."""
        store = self.site.store
        found = [
            run
            for owner in self.who.owners
            for run in store.runs(owner, deleted=deleted, limit=limit)
        ]
        return sorted(found, key=lambda run: run.made, reverse=True)[:limit]

    def own(self, run_id: str) -> Run:
        """Return a run to be changed.

        Raises:
            UnknownRunError: there is none.
            NotYoursError: it belongs to somebody else.
        """
        run = self.run(run_id)
        if not self.owns(run):
            raise NotYoursError
        return run

    def receive(self, content: bytes, book: str, name: str = "") -> Run:
        """Keep a workbook, to be checked."""
        run = self.site.store.receive(content, book, self.who.owner, name)
        self.site.nudge()
        return run

    def choose(self, run: Run, choice: Choice) -> Run:
        """Ask something of a run, or of a new one of the same workbook if it has ended.

        Raises:
            NotYoursError: it belongs to somebody else and has not ended.
            UsageError: nothing can be asked of it now.
        """
        if not run.state.is_ended and not self.owns(run):
            raise NotYoursError
        queued = self.site.store.choose(run.id, choice, owner=self.who.owner)
        self.site.nudge()
        return queued

    def again(self, run: Run) -> Run:
        """Check the workbook of an ended run anew.

        Raises:
            UsageError: it has not ended.
        """
        received = self.site.store.again(run.id, owner=self.who.owner)
        self.site.nudge()
        return received

    def page(
        self,
        template: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **shown: object,
    ) -> Response:
        """Return a page in the reader's language."""
        text = (
            templates()
            .get_template(template)
            .render(t=self.words, visit=self, languages=self._languages(), **shown)
        )
        response = HTMLResponse(text, status, headers=headers)
        if "lang" in self.request.query_params:
            response.set_cookie(
                COOKIE, self.words.language, max_age=YEAR, samesite="lax", httponly=True
            )
        return response

    def go(self, path: str, **query: str) -> Response:
        """Send the browser to another page, after a form."""
        return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)

    def _languages(self) -> Mapping[Language, str]:
        """Return the address of this page in each language."""
        url = self.request.url
        return {
            each: f"?{url.include_query_params(lang=each).query}" for each in Language
        }


def visit_of(request: Request) -> Visit:
    """Return the request as the pages see it."""
    who: Who = request.scope.get("who") or Who(owner="")
    return Visit(request, site_of(request), who, Words(language_of(request)))


Here = Annotated[Visit, Depends(visit_of)]
