"""What somebody may try who means no good: each is refused in words, with strict headers."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from planner.runs import Choice, Step, Store
from planner.web import Rate, Settings
from planner.web.access import BROWSER
from planner.web.assets import assets
from tests.web.browser import (
    BOOK,
    CHECK,
    COMPARED,
    SAME,
    TOKEN,
    begin,
    browser,
    check,
    solved,
    upload,
)

GUARDED = Settings(host="0.0.0.0", token=TOKEN)  # noqa: S104 - is not listened at
STRICT = {
    "content-security-policy": "default-src 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
CROSS = {"sec-fetch-site": "cross-site"}
EVIL = "</script><img src=x onerror=alert(1)>\"'&"


def assert_strict(sent: Any) -> None:
    for name, value in STRICT.items():
        assert sent.headers[name].startswith(value), (sent, name)
    assert sent.headers["cache-control"]


def test_head_is_answered_as_get_without_the_content(
    client: TestClient, store: Store
) -> None:
    run = solved(store, client)
    paths = ("/", "/api", "/nothing", "/template.xlsx", "/api/v1/runs", "/runs/none")
    files = (f"/runs/{run}/files/input.xlsx", f"/api/v1/runs/{run}/results")
    static = [each.address for each in assets().values()]
    for path in (*paths, *files, f"/runs/{run}", *static):
        whole, head = client.get(path), client.head(path)
        assert head.status_code == whole.status_code, path
        assert head.headers["content-type"] == whole.headers["content-type"], path
        assert head.headers["content-length"] == str(
            len(whole.content)
        ) or whole.headers.get("content-encoding"), path
        assert head.content == b""
        assert_strict(head)


def test_head_of_a_form_does_nothing(client: TestClient, store: Store) -> None:
    assert client.head("/uploads").status_code == 405
    assert client.head("/examples/gallium").status_code == 405
    assert store.runs() == []


def test_every_refusal_and_every_static_file_is_as_strict_as_a_page(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = browser(store, GUARDED)
    large = browser(store, Settings(most_bytes=10))
    book = {"book": ("b.xlsx", BOOK)}
    found = [
        (200, client.get(assets()["app.js"].address)),
        (303, stranger.get("/", follow_redirects=False)),
        (401, stranger.get("/api/v1/runs")),
        (401, stranger.post("/login", data={"token": "guess"})),
        (403, client.post("/uploads", files=book, headers={"origin": "null"} | CROSS)),
        (404, client.get("/nothing")),
        (404, client.get("/assets/0000/app.js")),
        (405, client.put("/uploads")),
        (405, client.get("/uploads")),
        (413, large.post("/uploads", files=book)),
        (400, client.post("/uploads")),
        (421, browser(store, base_url="http://evil.example").get("/")),
        (422, client.post("/api/v1/runs")),
    ]
    monkeypatch.setattr(Store, "runs", _away)
    found.append((503, client.get("/")))
    monkeypatch.setattr(Store, "runs", _broken)
    found.append((500, client.get("/")))
    for status, sent in found:
        assert sent.status_code == status, sent.text
        assert_strict(sent)
        assert "Traceback" not in sent.text


def _away(*_: object, **__: object) -> None:
    raise OperationalError("select", None, Exception("no route to db.example"))


def _broken(*_: object, **__: object) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    "host",
    ["[", "[::1", "evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example"],
)
def test_a_host_that_is_another_or_none_is_refused(store: Store, host: str) -> None:
    sent = browser(store).get("/", headers={"host": host})
    assert sent.status_code == 421
    assert_strict(sent)


@pytest.mark.parametrize(
    "origin",
    [
        "http://[",
        "null",
        "http://127.0.0.1:9",
        "http://evil.example",
        "",
        "x:127.0.0.1",
    ],
)
def test_a_form_of_another_origin_is_refused_without_fetch_metadata(
    store: Store, origin: str
) -> None:
    old = browser(store, headers={"origin": origin})
    assert old.post("/uploads", files={"book": ("b.xlsx", BOOK)}).status_code == 403
    assert store.runs() == []


def test_a_wrong_bearer_does_not_make_a_foreign_form_pass(store: Store) -> None:
    sent = browser(store, GUARDED, headers={"authorization": "Bearer x"} | CROSS).post(
        "/uploads", files={"book": ("b.xlsx", BOOK)}
    )
    assert sent.status_code in {401, 403} or sent.url.path == "/login"
    assert store.runs() == []


def test_no_link_of_a_page_leads_where_its_address_says(client: TestClient) -> None:
    page = client.get("http://127.0.0.1:8000//evil.example/").text
    assert not re.search(r'(?:href|src|action)="(?://|https?:|javascript:)', page)


def test_cookies_are_kept_from_scripts_other_sites_and_plain_http(store: Store) -> None:
    behind = {**SAME, "origin": "https://planner.example"}
    client = browser(store, GUARDED, headers=behind, base_url="https://planner.example")
    sent = client.post("/login", data={"token": TOKEN}, follow_redirects=False)
    for cookie in sent.headers.get_list("set-cookie"):
        for flag in ("HttpOnly", "SameSite=lax", "Secure", "Path=/"):
            assert flag in cookie


def chunks(size: int) -> Iterator[bytes]:
    """Send so much without telling how much it will be."""
    for _ in range(size // 2**16):
        yield b"x" * 2**16


FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("told", ["its length", "nothing"])
def test_what_is_typed_has_a_limit_whether_it_tells_its_length_or_not(
    client: TestClient, told: str
) -> None:
    run = upload(client)
    size = 5 * 2**20
    for path in (f"/runs/{run}/name", f"/runs/{run}/choose", "/login"):
        content: Any = b"x" * size if told == "its length" else chunks(size)
        sent = client.post(path, content=content, headers=FORM)
        assert sent.status_code == 413, path
        assert "More was typed than is kept" in sent.text
        assert_strict(sent)


def test_an_upload_that_does_not_tell_its_length_is_refused_where_it_is_too_long(
    store: Store,
) -> None:
    client = browser(store, Settings(most_bytes=2**20))
    kind = {"content-type": "multipart/form-data; boundary=x"}
    sent = client.post("/uploads", content=chunks(3 * 2**20), headers=kind)
    assert sent.status_code in {400, 413}
    assert store.runs() == []


@pytest.mark.parametrize("count", [2000, 20_000])
def test_a_form_of_too_many_fields_is_refused(
    client: TestClient, store: Store, count: int
) -> None:
    run = upload(client)
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    kind = {"content-type": "multipart/form-data; boundary=x"}
    for path in ("/uploads", f"/runs/{run}/choose"):
        sent = client.post(path, content=part * count + b"--x--", headers=kind)
        assert sent.status_code in {400, 303, 413, 200}
    assert len(store.runs()) == 1


@pytest.mark.parametrize(
    "name",
    [
        "a\r\nSet-Cookie: evil=1.xlsx",
        "a%0d%0aSet-Cookie: evil=1.xlsx",
        'a"; filename="evil.html',
        "..\\..\\a\x00.xlsx",
        EVIL,
        "\u202excod.xlsx",
        "~/.ssh/id",
        "x" * 250 + ".xlsx",
    ],
)
def test_the_name_of_an_upload_changes_no_header_page_or_path(
    client: TestClient, name: str
) -> None:
    run = upload(client, name)
    page = client.get(f"/runs/{run}")
    assert "<img src=x" not in page.text
    saved = client.get(f"/runs/{run}/files/input.xlsx")
    assert "evil" not in (saved.headers.get("set-cookie") or "")
    told = saved.headers["content-disposition"]
    assert re.fullmatch(
        r"attachment; filename=\"[^\"\\/\r\n]*\"; filename\*=UTF-8''[\w.~%-]+", told
    )
    assert len(told) < 1000


def test_what_a_workbook_says_is_shown_as_text(
    client: TestClient, store: Store
) -> None:
    said = json.loads(json.dumps(CHECK).replace("Most", json.dumps(EVIL)[1:-1]))
    said["warnings"] = [EVIL]
    said["book"] |= {"name": EVIL, "unit": EVIL, "currency": EVIL, "minerals": [EVIL]}
    said["book"]["policies"][1]["rules"][0]["sentence"] = EVIL
    run = upload(client, EVIL)
    check(store, said)
    pages = [client.get(f"/runs/{run}").text]
    store.choose(run, Choice(policies=(EVIL,)))
    begin(store, Step(policy=EVIL, state="running", told=EVIL))
    pages.append(client.get(f"/runs/{run}").text)
    compared = json.loads(json.dumps(COMPARED))
    compared["policies"][0]["policy"] = EVIL
    compared["warnings"] = [EVIL]
    store.keep(run, "compare.json", json.dumps(compared).encode())
    store.put_step(run, Step(policy=EVIL, state="failed", told=EVIL))
    store.want(run, "cancel")
    store.rename(run, EVIL)
    store.annotate(run, f"</textarea>{EVIL}")
    pages.append(client.get(f"/runs/{run}").text)
    pages.append(client.get("/").text)
    for page in pages:
        assert "&lt;img src=x onerror" in page
        assert "<img src=x" not in page


def test_ids_cannot_be_guessed_from_one_another(store: Store) -> None:
    found = [store.receive(BOOK, "b.xlsx", "me").id for _ in range(50)]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{32,}", each) for each in found)
    assert len({each[:8] for each in found}) == len(found)
    assert len({each[-8:] for each in found}) == len(found)


def test_what_a_cookie_pretends_gives_nobody_elses_runs(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    owner = store.run(run).owner
    for value in (owner, owner.partition(":")[2], "local", "x" * 43, "%"):
        pretender = browser(store, cookies={BROWSER: value})
        assert run not in pretender.get("/").text
        assert pretender.post(f"/runs/{run}/delete").status_code == 403


def test_a_flood_from_one_address_waits_and_others_do_not(store: Store) -> None:
    few = replace(Settings(), uploads=Rate(most=1, seconds=60))
    client = browser(store, few)
    upload(client)
    sent = client.post("/examples/gallium")
    assert sent.status_code == 429
    assert_strict(sent)
    assert int(sent.headers["retry-after"]) > 0
