"""The graph as Python sees it: open it, ask saved questions, load studies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

from kg.settings import store_address
from kg.terms import parts

if TYPE_CHECKING:
    from types import TracebackType

    from rdflib.term import Literal, URIRef

    from kg.evidence.agreement import Agreement, Uncoded
    from kg.evidence.codings import Unit
    from kg.evidence.cooccurrence import Cooccurrence
    from kg.evidence.framework import Framework
    from kg.evidence.listing import Quotes
    from kg.evidence.matrix import Matrix
    from kg.evidence.question import Given
    from kg.evidence.synthesis import Synthesis
    from kg.explain import Explanation
    from kg.index import Mode
    from kg.loading import Loaded
    from kg.store.base import Store

    Row = Mapping[str, URIRef | Literal | None]


class Rows(Sequence["Row"]):
    """The rows of an answer: mappings from column name to rdflib term, None where unbound."""

    def __init__(self, columns: list[str], rows: list[Row]) -> None:
        self.columns = columns
        self._rows = rows

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        """Return one row, or some of them."""
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"


class Graph:
    """A store opened for questions. Use it as a context manager, or call :meth:`close`."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def query(self, name: str, **parameters: str) -> Rows:
        """Answer a saved query; parameters as with ``pif query -p``.

        Constructs may be given as slug, CURIE or IRI.

        Raises:
            UnknownQuery: No saved query has that name.
            BadParameter: A parameter is missing, unknown or of the wrong kind.
            UnknownThing: A parameter names something the graph does not hold.
        """
        from kg.queries import load_query, run

        answer = run(self.store, load_query(name), parameters)
        rows: list[Row] = [
            {c: _rdflib(row[c]) if c in row else None for c in answer.variables}
            for row in answer.rows()
        ]
        return Rows(list(answer.variables), rows)

    def explain(self, quote: str, construct: str, *, study: str | None = None) -> Explanation:
        """Explain why a quote supports a construct, or what is missing.

        Printed, it is text; in a notebook, a drawing with the text under it.

        Raises:
            UnknownThing: No such quote or construct; the hint gives the nearest names.
            BadParameter: Several studies have a quote of that id; say ``study``.
            StoreDamaged: What the store holds as derived is not what follows from its facts.
        """
        from kg.explain import explain

        return explain(self.store, quote, construct, study=study)

    def quotes(
        self,
        *,
        supports: Given = None,
        any: Given = None,
        not_: Given = None,
        bears_on: Given = None,
        text: Given = None,
        where: str = "",
        mode: Mode = "scheme",
        limit: int | None = None,
        context: int | None = None,
        mappings: Sequence[str] | None = None,
        **facets: Given,
    ) -> Quotes:
        """Find quotes by constructs, words, and the values of any facets, one or several each.

        All of ``supports``, ``bears_on`` and ``text`` must hold, one of ``any``, none of
        ``not_``. ``facets`` are study, role, source, participant, coder, status, code, claim,
        document, access and work; of several values one must hold. ``where`` is a condition with
        AND, OR and NOT, as of ``pif quotes --where``. With ``context`` (1 to 2,000), ``before``
        and ``after`` of each quote are so many code points of its document, None where its text
        is not held. ``mappings`` names the sets of mappings to ask with (``own`` for each study's
        own, ``none`` for none); without it all are.

        Raises:
            UnknownThing: A name stands for nothing; the hint gives the nearest.
            UsageError: An option is unknown, a name stands for several things, or more than 200
                quotes would have context.
        """
        from kg.evidence.listing import find_quotes

        return find_quotes(
            self.store, supports=supports, any=any, not_=not_, bears_on=bears_on, text=text,
            where=where, mode=mode, limit=limit, context=context, mappings=mappings, **facets,
        )  # fmt: skip

    def matrix(
        self,
        rows: str,
        cols: str,
        *,
        mode: Mode = "scheme",
        empty: bool = False,
        mappings: Sequence[str] | None = None,
        **conditions: Given,
    ) -> Matrix:
        """Count quotes by two facets, such as construct and role.

        ``conditions`` narrow what is counted, as those of :meth:`quotes`; ``empty`` keeps rows
        and columns that no quote stands in. In a notebook it shows as a table and a drawing.

        Raises:
            UsageError: A facet, mode or condition is unknown.
            LimitReached: There would be more than a million cells.
        """
        from kg.evidence import comparing

        return comparing.matrix(
            self.store,
            rows,
            cols,
            mode=mode,
            empty=empty,
            conditions=conditions,
            mappings=mappings,
        )

    def synthesis(
        self,
        *,
        branch: str = "",
        mode: Mode = "scheme",
        empty: bool = False,
        mappings: Sequence[str] | None = None,
        **conditions: Given,
    ) -> Synthesis:
        """Lay constructs out across studies: how strong the evidence is, and where there is none.

        ``branch`` is a construct: only it and what lies below it are rows. ``conditions`` narrow
        what is counted, as those of :meth:`quotes`; ``empty`` keeps constructs that no quote and
        no record speaks of.

        Raises:
            UsageError: A name, mode or condition is unknown.
            LimitReached: There would be more than a million cells.
        """
        from kg.evidence.synthesis import synthesis

        return synthesis(
            self.store,
            branch=branch,
            mode=mode,
            empty=empty,
            conditions=conditions,
            mappings=mappings,
        )

    def cooccurrence(
        self,
        kind: str = "construct",
        *,
        mode: Mode = "scheme",
        empty: bool = False,
        mappings: Sequence[str] | None = None,
        **conditions: Given,
    ) -> Cooccurrence:
        """Count, for every two constructs (or codes, by ``kind``), the quotes that carry both.

        Raises:
            UsageError: The kind, mode or a condition is unknown.
            LimitReached: There would be more than a million cells.
        """
        from kg.evidence import comparing

        return comparing.cooccurrence(
            self.store,
            kind,
            mode=mode,
            empty=empty,
            conditions=conditions,
            mappings=mappings,
        )

    def framework(
        self,
        rows: str = "participant",
        cols: str = "construct",
        *,
        mode: Mode = "scheme",
        empty: bool = False,
        mappings: Sequence[str] | None = None,
        **conditions: Given,
    ) -> Framework:
        """Lay the quotes themselves out: people down, constructs across, words in the cells.

        Raises:
            UsageError: A facet, mode or condition is unknown.
            LimitReached: More than ten thousand quotes would stand in it.
        """
        from kg.evidence import comparing

        return comparing.framework(
            self.store,
            rows,
            cols,
            mode=mode,
            empty=empty,
            conditions=conditions,
            mappings=mappings,
        )

    def agreement(
        self,
        study: str,
        *,
        unit: Unit = "quote",
        uncoded: Uncoded = "in",
        codes: Sequence[str] = (),
        coders: Sequence[str] = (),
    ) -> Agreement:
        """Measure how far the coders of a study agree: percent, kappa and alpha.

        Raises:
            UnknownThing: No such study, or a code or coder that has no coding in it.
        """
        from kg.evidence.agreement import agreement

        return agreement(self.store, study, unit=unit, uncoded=uncoded, codes=codes, coders=coders)

    def studies(self) -> list[str]:
        """Return the ids of the studies held."""
        return [s.id for s in self.store.studies()]

    def close(self) -> None:
        """Let go of files and connections."""
        self.store.close()

    def __enter__(self) -> Graph:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def open_graph(store: str | Path | None = None) -> Graph:
    """Open a graph: a folder, the address of an endpoint, or what ``PIF_STORE`` says.

    Raises:
        StoreUnreachable: Nothing is there, or nothing answers.
    """
    from kg.store import open_store

    return Graph(open_store(store if store is not None else store_address()))


def load(
    source: str | Path,
    *,
    into: Graph,
    study: str | None = None,
    replace: bool = False,
    dry_run: bool = False,
    about: str | Path | None = None,
    keep_names: bool = False,
    project: str = "",
) -> Loaded:
    """Load one study into a graph, whole or not at all; ``dry_run`` says what would change.

    The rest is for projects of coding programs, as the options of ``pif load`` of the same names:
    ``about`` is the file that describes the study, ``keep_names`` leaves people's names in, and
    ``project`` picks one of a database that holds several.

    Raises:
        StudyRefused: ``findings`` are the rows to mend.
    """
    from kg import loading
    from kg.formats.qda.reading import Wishes

    wishes = Wishes(Path(about) if about else None, keep_names, project)
    return loading.load(
        source, into.store, study=study, wishes=wishes, replace=replace, dry_run=dry_run
    )


def _rdflib(term: str) -> URIRef | Literal:
    from rdflib.term import Literal, URIRef

    value, datatype, language = parts(term)
    if datatype is None:
        return URIRef(value)
    if language:
        return Literal(value, lang=language)
    plain = datatype.endswith("#string")
    return Literal(value) if plain else Literal(value, datatype=URIRef(datatype))
