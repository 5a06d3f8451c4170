"""The site's graph behind the protocols: queries in the jail, changes with the care of a load."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kg import changing, terms
from kg.describing.statistics import statistics
from kg.errors import UsageError
from kg.namespaces import BASE, PREFIXES, study_graph
from kg.sandbox import Job
from webui.sparql.backend import Body, Dataset, Scope, Sizes
from webui.sparql.refusals import Forbidden, NotHere, ask_for_token

if TYPE_CHECKING:
    from kg.sandbox import Jail, Limits, Result
    from kg.store.base import ResultFormat, Store
    from webui.state import Site

_WHOLE_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_USED = re.compile(r"(?<![\w.-])(" + "|".join(PREFIXES) + r"):", re.ASCII)
_DECLARED = re.compile(r"PREFIX\s+([\w-]+):", re.ASCII | re.IGNORECASE)


class SiteBackend:
    """Answers from a site's graph. What can be changed, and by whom, is for the site to say."""

    union = True

    def __init__(self, site: Site) -> None:
        self._site = site
        self.public = site.audience == "public"

    @property
    def limits(self) -> Limits | None:
        """The bounds of a query in the jail."""
        return self._site.jail.limits if self._site.jail else None

    @property
    def sizes(self) -> Sizes:
        """The bounds of what is sent."""
        bounds = changing.Bounds()
        query = self.limits.query if self.limits else 1 << 18
        return Sizes(query, bounds.update, bounds.data)

    def may(self, scope: Scope) -> bool:
        """Say whether a token can change anything here: never where strangers are served."""
        site = self._site
        switched_on = site.updates and site.tokens is not None and site.original is not None
        return switched_on and not self.public

    def require(self, scope: Scope, authorization: str | None) -> None:
        """Refuse a change that is not switched on, or comes without a token that has the scope."""
        if self.public:
            raise Forbidden(
                "Nothing can be changed where strangers are served.",
                "What they see is made from the owner's store; change it there.",
            )
        tokens = self._site.tokens
        if not self.may(scope) or tokens is None:
            raise Forbidden(
                "Changes are switched off.",
                "Start `pif serve` with PIF_UPDATE=1 and a token (PIF_TOKEN or --token-file).",
            )
        if not authorization:
            raise ask_for_token(scope)
        if not tokens.allows(authorization, scope):
            raise Forbidden(
                f"The token is not known here, or has not the scope {scope}.",
                "Ask whoever keeps the tokens of this server.",
            )

    def revision(self) -> str:
        """Return the revision of the store."""
        return self._store.revision()

    def complete(self, sparql: str) -> str:
        """Put the well-known prefixes before a query that uses and does not declare them.

        The text is not cut into words, for it is a stranger's: one prefix too many does no harm.
        """
        used = dict.fromkeys(_USED.findall(sparql))
        declared = set(_DECLARED.findall(sparql)) if used else set()
        missing = [prefix for prefix in used if prefix not in declared]
        return "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in missing) + sparql

    def query(
        self,
        sparql: str,
        format: ResultFormat,
        dataset: Dataset,
        *,
        client: str = "",
        gone: Callable[[], bool] | None = None,
    ) -> Result:
        """Answer a query in the jail."""
        job = Job(sparql, format, dataset.default, dataset.named, client=client)
        return self._jail.run(job, gone=gone)

    def update(self, sparql: str, dataset: Dataset) -> None:
        """Carry out an update on the owner's store."""
        changing.update(
            self._original,
            sparql,
            default_graphs=dataset.default or (),
            named_graphs=dataset.named or (),
        )

    def graph_at(self, path: str, address: str) -> str:
        """Return the graph whose IRI is the base and the path: ``graph/study/krishna2024``."""
        return BASE + path

    def new_graph(self, root: str) -> str:
        """Refuse: the name of a graph says which study is meant."""
        raise UsageError(
            "A graph needs a name here.",
            f"Send it to ?graph= with the IRI of a study's graph, such as {study_graph('ID')}.",
        )

    def graphs(self) -> list[str]:
        """Return the graphs of all studies, the ontology and the scheme."""
        return [graph.iri for graph in statistics(self._store).graphs]

    def holds(self, graph: str | None) -> bool:
        """Say whether a graph makes any statement."""
        if graph is None:
            return True
        try:
            named = terms.iri(graph)
        except ValueError as error:
            raise UsageError(f"{graph[:80]!r} is not the IRI of a graph.") from error
        return bool(self._store.query(f"ASK {{ GRAPH {named} {{ ?s ?p ?o }} }}").truth)

    def read(self, graph: str | None, format: ResultFormat, *, client: str = "") -> Result:
        """Return what a graph says, within the limits of a query."""
        only = Dataset((graph,)) if graph is not None else Dataset()
        return self.query(_WHOLE_GRAPH, format, only, client=client)

    def put(self, graph: str | None, bodies: Sequence[Body]) -> bool:
        """Put statements in place of a study's graph."""
        return self._write(graph, bodies, instead=True)

    def post(self, graph: str | None, bodies: Sequence[Body]) -> bool:
        """Add statements to a study's graph."""
        return self._write(graph, bodies, instead=False)

    def delete(self, graph: str | None) -> None:
        """Take a study's graph out, and all that follows from it."""
        changing.delete_graph(self._original, graph or "")

    def _write(self, graph: str | None, bodies: Sequence[Body], *, instead: bool) -> bool:
        if len(bodies) != 1:
            raise UsageError(
                "Several documents were sent at once, and a study is checked as one.",
                "Send them one after the other, or as one document.",
            )
        [body] = bodies
        new = not self.holds(graph)
        change = changing.put_graph if instead else changing.post_graph
        change(self._original, graph or "", body.data, body.media_type)
        return new

    @property
    def _store(self) -> Store:
        return self._site.graph.store

    @property
    def _original(self) -> Store:
        if self._site.original is None:
            raise Forbidden("Nothing can be changed here.")
        return self._site.original.store

    @property
    def _jail(self) -> Jail:
        if self._site.jail is None:
            raise NotHere(
                "Queries from outside are not answered by this server.",
                "`pif serve` answers them; `pif query` does so without a server.",
            )
        return self._site.jail
