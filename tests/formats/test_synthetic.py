"""A generated study: the same from the same seed, clean, labelled everywhere, never published."""

import pytest

import kg
from kg.cli import main
from kg.errors import UsageError
from kg.formats.synthetic import write_synthetic
from kg.namespaces import PIF
from kg.preparing import check
from kg.publishing import project
from webui import create_app


def test_the_same_seed_gives_the_same_files(tmp_path):
    one, two, other = (
        write_synthetic(tmp_path / name, id="demo", seed=seed)
        for name, seed in (("a", 1), ("b", 1), ("c", 2))
    )
    files = sorted(path.name for path in one.iterdir())

    assert len(files) == 7
    assert all((one / name).read_bytes() == (two / name).read_bytes() for name in files)
    assert (one / "quotes.csv").read_bytes() != (other / "quotes.csv").read_bytes()


def test_it_loads_clean_and_says_what_it_is_everywhere(tmp_path):
    target = tmp_path / "demo"
    assert main(["new", str(target), "--synthetic", "--quotes", "40", "--people", "5"]) == 0
    checked = check(target)
    assert checked.study == "synthetic-demo"
    assert [f for f in checked.findings if f.severity != "info"] == []
    with kg.open_graph(tmp_path / "store") as graph:
        kg.load(str(target), into=graph)
        assert graph.store.query(f"ASK {{ ?s a <{PIF}SyntheticStudy> }}").truth
        assert graph.quotes(supports="identity-work").total > 0
        client = create_app(graph).test_client()
        for page in (
            "/studies", "/studies/synthetic-demo", "/quotes", "/quotes?supports=identity-work",
            "/study/synthetic-demo/quote/Q1.html", "/constructs/identity-work",
        ):  # fmt: skip
            assert "ynthetic" in client.get(page, follow_redirects=True).text, page


@pytest.mark.parametrize("access", ["restricted", "public"])
def test_it_is_never_published(tmp_path, access):
    target = write_synthetic(tmp_path / "demo")
    quotes = target / "quotes.csv"
    quotes.write_text(quotes.read_text("utf-8").replace("restricted", access), encoding="utf-8")
    settings = target / "study.yaml"
    said = settings.read_text("utf-8").replace("publish: not stated", "publish: yes")
    settings.write_text(said, encoding="utf-8")
    found = project("synthetic-demo", check(target).graphs)

    assert found.graphs == {}
    assert "synthetic" in {each.reason for each in found.withheld}


@pytest.mark.parametrize("size", [{"quotes": 0}, {"people": 0}, {"quotes": 10**9}])
def test_sizes_have_bounds(tmp_path, size):
    with pytest.raises(UsageError):
        write_synthetic(tmp_path / "demo", **size)
    (tmp_path / "there").mkdir()
    with pytest.raises(UsageError):
        write_synthetic(tmp_path / "there")
