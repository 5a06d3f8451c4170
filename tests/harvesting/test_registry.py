"""The list of addresses: read as it is meant, or refused with a reason."""

import json

import pytest
from published_crates import QUICK

from kg.cli import main
from kg.errors import UsageError
from kg.harvesting import read_registry


def sources(path):
    return [(entry.kind, entry.source) for entry in read_registry(path)]


def test_yaml_lists_crates_catalogues_and_folders(registry):
    path = registry(
        "https://a.example/x",
        "address: https://b.example/y/ro-crate-metadata.json",
        "catalogue: https://c.example/dcat.ttl",
        "file: crates/my study",
    )

    assert sources(path) == [
        ("crate", "https://a.example/x/"),
        ("crate", "https://b.example/y/"),
        ("catalogue", "https://c.example/dcat.ttl"),
        ("folder", "file:crates/my%20study/"),
    ]


def test_a_dcat_catalogue_lists_the_same(tmp_path):
    path = tmp_path / "registry.ttl"
    path.write_text(
        """
        @prefix dcat: <http://www.w3.org/ns/dcat#> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        <> a dcat:Catalog ; dcat:catalog <https://c.example/dcat.ttl> .
        <#a> a dcat:Dataset ; dcterms:title "A" ;
            dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
            dcat:distribution [ dcat:accessURL <https://a.example/x/> ] .
        <#b> a dcat:Dataset ; dcat:distribution [ dcat:accessURL <crates/b> ] .
        """
    )

    assert sources(path) == [
        ("crate", "https://a.example/x/"),
        ("folder", "file:crates/b/"),
        ("catalogue", "https://c.example/dcat.ttl"),
    ]
    assert read_registry(path)[0].licence == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("address: ftp://a.example/", "no http"),
        ("address: https://me:secret@a.example/", "without a user name"),
        ("address: https://a.example/?x=1", "no folder"),
        ("address: 'https://a.example/ x'", "signs"),
        ("file: ../elsewhere", "no path below"),
        ("file: /etc", "no path below"),
        ("title: nothing", "has none of"),
        ("{address: https://a.example/, file: x}", "address and file"),
        ("{address: https://a.example/, colour: red}", "colour"),
        ("[1, 2]", "not an address"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(registry, line, says):
    with pytest.raises(UsageError, match=says) as refused:
        read_registry(registry(line))

    assert "secret" not in str(refused.value)


def test_a_link_out_of_the_folder_is_refused(registry, tmp_path):
    path = registry("file: inside")
    (tmp_path / "inside").symlink_to("/etc")

    with pytest.raises(UsageError, match="leads out"):
        read_registry(path)


@pytest.mark.parametrize("said", ["", "studies: []", "studies: 3", "a: [b", "other: 1", "\0"])
def test_a_file_that_is_no_registry_is_refused(tmp_path, said):
    path = tmp_path / "registry.yaml"
    path.write_text(said)

    with pytest.raises(UsageError, match=r"registry\.yaml"):
        read_registry(path)


def test_ten_thousand_entries_are_refused_at_once(registry):
    with pytest.raises(UsageError, match=r"KiB|1,000"):
        read_registry(registry(*(f"https://a.example/{n}" for n in range(10_000))))
    with pytest.raises(UsageError, match="1,000"):
        read_registry(registry(*(f"https://a/{n}" for n in range(1_001))))
    with pytest.raises(UsageError, match="twice"):
        read_registry(registry("https://a.example/x", "https://a.example/x/"))


def test_the_command_reports_and_says_by_its_exit_code(
    registry, web, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("PIF_STORE", str(tmp_path / "store"))
    monkeypatch.setattr("kg.harvesting.harvesting.Bounds", lambda: QUICK)
    server = web()
    path = str(registry(f"address: {server.publish('one')}"))

    assert main(["harvest", path]) == 1
    assert "refused" in capsys.readouterr().out
    monkeypatch.setenv("PIF_HARVEST_PRIVATE", "127.0.0.0/8")
    assert main(["harvest", path]) == 0
    assert "new          one from http://127.0.0.1" in capsys.readouterr().out
    server.pages["/one/ro-crate-metadata.json"] = b"{"
    assert main(["harvest", path, "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["counts"] == {"kept": 1}
    assert report["studies"][0]["findings"][0]["rule"] == "crate"
    server.pages["/one/ro-crate-metadata.json"] = 410
    assert main(["harvest", path]) == 0
    assert "withdrawn    one" in capsys.readouterr().out
    monkeypatch.setenv("PIF_HARVEST_PRIVATE", "everything")
    assert main(["harvest", path]) == 2
