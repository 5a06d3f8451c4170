"""Pages as html-validate sees them: elements in their places, names that are valid, no excuses."""

import io
import json
import re
import zipfile
from pathlib import Path
from subprocess import run

ROOT = Path(__file__).parents[2]
CHECKER = ROOT / ".venv" / "clients" / "node_modules" / ".bin" / "html-validate"
RULES = {
    "root": True,
    "extends": ["html-validate:recommended"],
    "rules": {
        "long-title": "off",  # studies have the titles they have
        "no-raw-characters": ["error", {"relaxed": True}],  # as HTML has it, not XML
        # A question may hold one name several times: the words found so far, and those to come.
        "form-dup-name": "off",
    },
}
PAGES = (
    "/",
    "/ecosystem",
    "/quotes",
    "/quotes?supports=identity-work&mode=scheme",
    "/quotes?text=mentor&sort=rank",
    "/quotes?supports=adolescence&role=partner",
    "/constructs",
    "/constructs/identity-work",
    "/constructs/patching",
    "/study/krishna2024/code/d2.4.html",
    "/study/krishna2024/quote/Q27.html",
    "/study/krishna2024/document/NP1-interview.html",
    "/study/krishna2024/participant/NP1.html",
    "/study/krishna2024/claim/C-ECO-s14.html",
    "/literature/10.1186/s12909-024-05992-0.html",
    "/work/pratt-2006-constructing-professional-identity-the-role-of.html",
    "/studies",
    "/studies/new",
    "/studies/new/columns",
    "/studies/krishna2024/map?all=yes",
    "/studies/krishna2024",
    "/matrix",
    "/matrix?show=shares&rows=construct&cols=participant",
    "/synthesis",
    "/cooccurrence",
    "/agreement",
    "/literature",
    "/literature?construct=patching&q=identity",
    "/literature/network",
    "/literature/gaps",
    "/publish",
    "/publish?study=krishna2024&reason=attribute",
    "/literature/gaps?kind=claims-without-quotes",
    "/queries",
    "/queries/quotes-for-construct?construct=identity-work",
    "/queries/filed-against-scheme?show=chart&sort=-supporting",
    "/queries/overlapping-quotes?show=graph",
    "/sparql?format=html",
    "/ontology.html",
    "/ontology/modules/evidence.html",
    "/ontology/alignments/prov-o.html",
    "/ontology/changes",
    "/ontology/uses/Claim",
    "/scheme.html",
    "/about",
    "/graph",
    "/graph?from=mentor+people",
    "/graph?from=patching&open=patching~in~pif:supports&open=krishna2024/quote/Q27",
    "/graph?from=krishna2024/quote/Q01&to=identity-work",
    "/nowhere",
)


def checked_page_of(client):
    """The page of a check: another study of the same id as the one that is there."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in (ROOT / "tests" / "data" / "small-study").rglob("*.*"):
            archive.writestr(path.name, path.read_bytes().replace(b"entries/", b""))
            if path.suffix == ".txt":
                archive.writestr(f"documents/{path.name}", path.read_bytes())
    packed.seek(0)
    sent = {"files": (packed, "a.zip"), "study": "krishna2024"}
    return client.post("/studies/new", data=sent, follow_redirects=True).text


def test_pages_are_valid(client, tmp_path):
    (tmp_path / ".htmlvalidate.json").write_text(json.dumps(RULES))
    for path in PAGES:
        name = re.sub(r"\W+", "-", path)
        (tmp_path / f"page{name}.html").write_text(client.get(path).text)

    (tmp_path / "page-checked.html").write_text(checked_page_of(client))

    checked = run(
        [CHECKER, "--formatter", "text", "page*.html"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    said = checked.stdout + checked.stderr
    assert checked.returncode == 0, said.replace(f"{tmp_path}/", "")
