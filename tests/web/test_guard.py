"""Who is let in, and what every answer carries."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from planner.errors import UsageError
from planner.runs import Choice, Store
from planner.web import Rate, Settings, check_settings
from planner.web.access import BROWSER, SESSION
from tests.web.browser import (
    BOOK,
    SAME,
    TOKEN,
    begin,
    browser,
    check,
    solved,
    upload,
)

GUARDED = Settings(host="0.0.0.0", token=TOKEN)  # noqa: S104 - is not listened at
PROXIED = Settings(
    host="0.0.0.0",  # noqa: S104
    proxy_header="X-User",
    proxies=frozenset({"10.0.0.5"}),
)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_this_machine_alone_needs_no_token(host: str) -> None:
    check_settings(Settings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "planner.example"])  # noqa: S104
def test_others_get_in_by_a_token_or_a_proxy_only(host: str) -> None:
    with pytest.raises(UsageError, match="Set PLANNER_TOKEN"):
        check_settings(Settings(host=host))
    with pytest.raises(UsageError, match="has 5 characters"):
        check_settings(Settings(host=host, token="short"))  # noqa: S106 - of this test
    check_settings(replace(GUARDED, host=host))
    check_settings(replace(PROXIED, host=host))


def test_a_proxy_is_a_header_and_an_address() -> None:
    with pytest.raises(UsageError, match="belong together"):
        check_settings(Settings(proxy_header="X-User"))


def test_every_answer_is_strict_about_scripts_frames_and_caches(
    client: TestClient,
) -> None:
    for path in ("/", "/runs/unknown", "/nothing", "/api/v1/runs", "/api"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        for part in (
            "default-src 'none'",
            "script-src 'self';",
            "style-src 'self';",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "base-uri 'none'",
        ):
            assert part in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_posts_of_other_sites_are_refused(
    store: Store, headers: dict[str, str]
) -> None:
    stranger = browser(store, headers=headers)
    for path in ("/uploads", "/api/v1/runs"):
        sent = stranger.post(path, files={"book": ("b.xlsx", BOOK)})
        assert sent.status_code == 403
    assert not store.runs()


@pytest.mark.parametrize("headers", [{}, SAME, {"origin": "http://127.0.0.1:8000"}])
def test_posts_of_its_own_pages_and_of_programs_pass(
    store: Store, headers: dict[str, str]
) -> None:
    upload(browser(store, headers=headers))


def test_a_name_that_was_pointed_here_is_refused(store: Store) -> None:
    pointed = browser(store, base_url="http://evil.example:8000")
    assert pointed.get("/").status_code == 421
    for name in ("localhost", "127.0.0.1", "[::1]"):
        assert browser(store, base_url=f"http://{name}:8000").get("/").is_success


def test_without_the_token_one_gets_no_further_than_the_door(store: Store) -> None:
    stranger = browser(store, GUARDED)
    asked = stranger.get("/runs/abc", follow_redirects=False)
    assert asked.status_code == 303
    assert asked.headers["location"] == "/login?to=%2Fruns%2Fabc"
    assert stranger.get("/api/v1/runs").status_code == 401
    assert stranger.get("/api/openapi.json").status_code == 401
    assert stranger.post("/examples/gallium").url.path == "/login"
    assert not store.runs()


def test_the_token_opens_the_door_and_the_cookie_tells_nothing_of_it(
    store: Store,
) -> None:
    client = browser(store, GUARDED)
    wrong = client.post("/login", data={"token": "guess", "to": "/"})
    assert wrong.status_code == 401
    assert "That is not the token." in wrong.text
    sent = client.post(
        "/login", data={"token": TOKEN, "to": "/api"}, follow_redirects=False
    )
    assert sent.headers["location"] == "/api"
    cookie = sent.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert TOKEN not in cookie
    assert client.get("/").is_success
    client.post("/logout")
    assert client.get("/").url.path == "/login"


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil"])
def test_the_door_leads_nowhere_else(store: Store, to: str) -> None:
    client = browser(store, GUARDED)
    sent = client.post(
        "/login", data={"token": TOKEN, "to": to}, follow_redirects=False
    )
    assert sent.headers["location"] == "/"


def test_a_cookie_that_was_made_up_opens_nothing(store: Store) -> None:
    for value in ("9999999999.x.0", "", "a.b", "9999999999.x.é"):
        cookie = f"{SESSION}={value}".encode()
        made_up = browser(store, GUARDED, headers={b"cookie": cookie})
        assert made_up.get("/").url.path == "/login"


def test_programs_send_the_token_with_each_request(store: Store) -> None:
    program = browser(store, GUARDED, headers={"authorization": f"Bearer {TOKEN}"})
    sent = program.post("/api/v1/runs", files={"book": ("b.xlsx", BOOK)})
    assert sent.status_code == 201
    assert "set-cookie" not in sent.headers
    assert len(program.get("/api/v1/runs").json()["runs"]) == 1


def test_who_guesses_must_wait(store: Store) -> None:
    few = replace(GUARDED, logins=Rate(most=3, seconds=60))
    client = browser(store, few)
    program = browser(store, few, headers={"authorization": "Bearer guess"})
    for _ in range(3):
        assert client.post("/login", data={"token": "guess"}).status_code == 401
    told = client.post("/login", data={"token": TOKEN})
    assert told.status_code == 429
    assert int(told.headers["retry-after"]) > 0
    for _ in range(3):
        assert program.get("/api/v1/runs").status_code == 401
    assert program.get("/api/v1/runs").status_code == 429


def test_who_uploads_without_end_must_wait(store: Store) -> None:
    client = browser(store, Settings(uploads=Rate(most=2, seconds=60)))
    upload(client)
    upload(client)
    for path in ("/uploads", "/api/v1/runs"):
        told = client.post(path, files={"book": ("b.xlsx", BOOK)})
        assert told.status_code == 429
        assert "Too many uploads" in told.text
        assert int(told.headers["retry-after"]) > 0


def test_a_proxy_is_believed_at_its_own_address_only(store: Store) -> None:
    named = {**SAME, "x-user": "aiko"}
    known = browser(store, PROXIED, headers=named, client=("10.0.0.5", 1))
    elsewhere = browser(store, PROXIED, headers=named, client=("10.0.0.6", 1))
    nameless = browser(store, PROXIED, client=("10.0.0.5", 1))
    run = upload(known)
    assert "aiko" in known.get("/").text
    assert elsewhere.get("/").status_code == 403
    assert nameless.get("/").status_code == 403
    laptop = browser(store, PROXIED, headers=named, client=("10.0.0.5", 2))
    assert run in laptop.get("/").text


def test_somebody_elses_run_is_seen_but_not_changed(
    client: TestClient, store: Store
) -> None:
    run = solved(store, client)
    colleague = browser(store)
    assert run not in colleague.get("/").text
    page = colleague.get(f"/runs/{run}")
    assert "made in another browser" in page.text
    assert f"/runs/{run}/delete" not in page.text
    for what in ("delete", "cancel", "enough", "name", "restore"):
        assert colleague.post(f"/runs/{run}/{what}").status_code == 403
    assert colleague.delete(f"/api/v1/runs/{run}").status_code == 403
    sent = colleague.post(f"/runs/{run}/choose", data={"policy": "0"})
    repeated = sent.url.path.removeprefix("/runs/")
    assert repeated != run
    assert repeated in colleague.get("/").text
    assert repeated not in client.get("/").text


def test_somebody_else_may_not_choose_for_one(client: TestClient, store: Store) -> None:
    run = upload(client)
    check(store)
    sent = browser(store).post(f"/runs/{run}/choose", data={"policy": "0"})
    assert sent.status_code == 403


def test_an_upload_that_is_too_large_is_refused_with_a_sentence(store: Store) -> None:
    client = browser(store, Settings(most_bytes=1000))
    for size in (1001, 200_000):
        large = {"book": ("b.xlsx", BOOK + b" " * size)}
        sent = client.post("/uploads", files=large)
        assert sent.status_code == 413
        assert "The file is too large" in sent.text
        assert client.post("/api/v1/runs", files=large).json()["error"]

    def parts() -> list[bytes]:
        return [b"x" * 50_000] * 10

    streamed = client.post(
        "/uploads",
        content=iter(parts()),
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    assert streamed.status_code == 413
    assert "The file is too large" in streamed.text
    assert not store.runs()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty."),
        (b"\xd0\xcf\x11\xe0 old", "Excel 97"),
        (b"a,b\n1,2\n", "That is no Excel workbook."),
    ],
)
def test_what_is_no_workbook_is_refused_at_once(
    client: TestClient, content: bytes, told: str
) -> None:
    sent = client.post("/uploads", files={"book": ("b.xlsx", content)})
    assert sent.status_code == 422
    assert told in sent.text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("C:\\Users\\me\\book.xlsx", "book.xlsx"),
        ("<script>.xlsx", "&lt;script&gt;.xlsx"),
    ],
)
def test_the_name_of_an_upload_is_shown_and_nothing_else(
    client: TestClient, name: str, shown: str
) -> None:
    run = upload(client, name)
    page = client.get(f"/runs/{run}").text
    assert f"<h1>{shown}</h1>" in page
    saved = client.get(f"/runs/{run}/files/input.xlsx").headers["content-disposition"]
    assert not set("<>\\/:") & set(saved.replace("attachment; ", ""))


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "nothing.xlsx", "%00"])
def test_a_file_that_a_run_does_not_keep_is_not_found(
    client: TestClient, name: str
) -> None:
    run = upload(client)
    assert client.get(f"/runs/{run}/files/{name}").status_code == 404


@pytest.mark.parametrize("run", ["x", "a" * 500, "%27%20or%201", "..", "\N{SNOWMAN}"])
def test_an_unknown_run_is_a_page_that_says_so(client: TestClient, run: str) -> None:
    for path in (f"/runs/{run}", f"/runs/{run}/choose", f"/runs/{run}/progress"):
        found = client.get(path)
        assert found.status_code in {200, 404}
        if found.status_code == 200:
            assert found.url.path == "/"


def test_a_fault_shows_a_reference_and_no_trace(
    store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(Store, "runs", broken)
    client = browser(store)
    for path in ("/", "/api/v1/runs"):
        page = client.get(path)
        assert page.status_code == 500
        assert "secret" not in page.text
        assert "Traceback" not in page.text
        reference = caplog.records[-1].args[0]  # type: ignore[index]
        assert str(reference) in page.text
        assert caplog.records[-1].levelno == logging.ERROR


def test_a_store_that_is_away_is_said_to_be(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("select", None, Exception("no route to db.example"))

    monkeypatch.setattr(Store, "runs", away)
    for path in ("/", "/api/v1/runs"):
        page = browser(store).get(path)
        assert page.status_code == 503
        assert "db.example" not in page.text
        assert page.headers["retry-after"]


def test_browsers_are_told_apart_by_a_cookie_that_scripts_cannot_read(
    store: Store,
) -> None:
    first = browser(store).get("/")
    cookie = first.headers["set-cookie"]
    assert cookie.startswith(f"{BROWSER}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    value = cookie.partition("=")[2].partition(";")[0]
    run = upload(browser(store, cookies={BROWSER: value}))
    assert value not in store.run(run).owner


def test_runs_of_the_terminal_are_listed_to_a_lone_user(store: Store) -> None:
    run = store.receive(BOOK, "terminal.xlsx", "local")
    assert run.id in browser(store).get("/").text
    program = browser(store, GUARDED, headers={"authorization": f"Bearer {TOKEN}"})
    assert run.id not in program.get("/").text


def test_a_choice_that_comes_too_late_is_refused(
    client: TestClient, store: Store
) -> None:
    run = upload(client)
    check(store)
    store.choose(run, Choice())
    begin(store)
    sent = client.post(f"/api/v1/runs/{run}/choice", json={})
    assert sent.status_code == 409
    assert sent.json()["error"]


def test_the_store_stays_where_it_was_put(store: Store, tmp_path: Path) -> None:
    upload(browser(store), "../../outside.xlsx")
    assert {each.name.partition(".")[0] for each in tmp_path.iterdir()} == {"planner"}
