"""A study that was withdrawn leaves a page that says so, and nothing else, in the next site."""

from __future__ import annotations

import json

import yaml
from hostile_study import write_hostile_study
from static_links import dead_links, holding

import kg
from kg.publishing import refresh, withdraw
from kg.publishing.withdrawing import note_published
from webui.site import publish


def test_withdrawn_study_is_a_page_and_nothing_else(tmp_path):
    folder = write_hostile_study(tmp_path / "hostile")
    settings = yaml.safe_load((folder / "study.yaml").read_text(encoding="utf-8"))
    settings |= {"licence": "https://creativecommons.org/licenses/by/4.0/", "title": "A <b> study"}
    (folder / "study.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    out = tmp_path / "site"
    with kg.open_graph(tmp_path / "store") as graph:
        kg.load(folder, into=graph)
        assert refresh(graph.store).made == ["hostile"]
        note_published(graph.store, {"hostile": "A <b> study"})
        stone = withdraw(graph.store, "hostile")
        assert stone is not None

        done = publish(graph.store, out, workers=1)
        (out / "stray.txt").write_text("of an older publication")
        publish(graph.store, out, workers=1)

    assert (done.studies, done.quotes, done.withdrawn) == (0, 0, 1)
    page = (out / "study/hostile.html").read_text(encoding="utf-8")
    assert "This study was withdrawn" in page
    assert "A &lt;b&gt; study" in page
    assert stone.removed_on[:10] in page
    assert [path.name for path in (out / "study").iterdir()] == ["hostile.html"]
    assert holding(out, "I said") == []
    assert list(dead_links(out)) == []
    assert not (out / "stray.txt").exists()
    assert json.loads((out / "publication.json").read_text())["studies"] == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
