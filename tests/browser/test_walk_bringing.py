"""A study is brought: checked, looked at, loaded with a token, read on its page."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from chromium import OPENED
from hostile_study import write_hostile_study
from served import serving
from test_pages_in_chromium import AXE, JUDGED, TAGS
from walking import WAYS, Walk

import kg
from webui import tokens

pytestmark = pytest.mark.browser
SMALL = Path("tests/data/small-study")
CHECKED = re.compile(r"/studies/new\?check=")
PATIENCE = 60_000
LISTENING = """() => {
  const status = document.querySelector(".progress");
  sessionStorage.said = "";
  new MutationObserver(() => { sessionStorage.said += status.textContent; })
    .observe(status, {childList: true});
}"""


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The site of an owner who lets a token load studies."""
    folder = tmp_path_factory.mktemp("bringing")
    token = tokens.add(folder / "tokens.json", "me", ["load"])
    with kg.open_graph(folder / "store") as graph:
        kg.load(str(SMALL), into=graph)
    options = ("--workers", "1", "--token-file", str(folder / "tokens.json"))
    with serving(folder / "store", *options, environ={"PIF_UPDATE": "1"}) as running:
        running.token = token
        yield running


@pytest.fixture(params=WAYS, ids=str)
def walk(request, browser, service):
    """A reader with a token."""
    walked = Walk(browser, service.address.rstrip("/"), request.param)
    walked.name = f"walk-{request.param}"
    yield walked
    walked.end()


def zipped(change=lambda name, content: content, folder=SMALL):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = path.relative_to(folder).as_posix()
            archive.writestr(f"mine/{name}", change(path.name, path.read_bytes()))
    return {"name": "mine.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}


def spoilt(name, content):
    return content.replace(b"\nQ2,struggle", b"\nQ7,struggle") if name == "codings.csv" else content


def check(walk, file, id=""):
    walk.open("/studies/new")
    if id:
        walk.press("Give it another id")
        walk.type("Id of the study", id)
    walk.give("Or files", file)
    walk.press("Check it")
    walk.page.wait_for_url(CHECKED, timeout=PATIENCE)


def test_a_study_is_mended_looked_at_and_loaded(walk, service):
    check(walk, zipped(spoilt))
    walk.sees("There is no quote 'Q7'.")
    walk.sees("row 4, quote")
    assert b"codings.csv,,4,quote" in walk.takes("CSV")

    walk.press("Forget it now")
    walk.reads_heading("Bring a study")

    check(walk, zipped(), walk.name)
    walk.sees("I was lost at first. Again.")
    walk.sees("Nothing was left out.")
    walk.type("Token", "pif_wrong")
    walk.press("Load it")
    walk.sees("The token is not known here")
    walk.sees("I was lost at first. Again.")
    walk.type("Token", service.token)
    walk.press("Load it")
    walk.page.wait_for_url(re.compile(f"/studies/{walk.name}"), timeout=PATIENCE)
    walk.sees("The study was loaded.")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)], ids=["light", "dark"])
def test_what_a_check_shows_is_accessible(browser, service, tmp_path, width, dark):
    hostile = write_hostile_study(tmp_path / "hostile")
    for file in (zipped(spoilt), zipped(folder=hostile)):
        browser.window(width, dark=dark)
        browser.get(service.address.rstrip("/") + "/studies/new")
        browser.page.get_by_label("Or files").set_input_files(file)
        browser.asks(OPENED)
        browser.page.get_by_label("Id of the study").fill("small-study")  # which is here already
        browser.asks(LISTENING)
        browser.page.get_by_role("button", name="Check it").click(no_wait_after=True)
        browser.page.wait_for_url(CHECKED, timeout=PATIENCE)
        assert browser.asks("sessionStorage.said").startswith("Sending and checking…")
        browser.asks(OPENED)
        browser.asks(AXE.read_text(encoding="utf-8"))
        found = browser.asks(JUDGED, TAGS)

        said = [f"{v['id']}: {v['help']} at {[n['target'] for n in v['nodes']][:3]}" for v in found]
        assert said == []
        for narrow in (390, 320):
            browser.page.set_viewport_size({"width": narrow, "height": 900})
            assert browser.width_needed() <= narrow
        assert browser.complaints() == []
