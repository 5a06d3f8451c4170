"""Cases, variables and groups: who or what sources belong to, in the forms programs write it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from kg.formats.qda.project import Case, Project, Region, Selection, Source
from kg.formats.qda.refi.elements import Elements
from kg.formats.qda.refi.markup import Node

PASSAGES = 2_000_000
"""The most passages that all cases have together."""
MANY = 1000
"""The most groups of one source, and characters that the values of one variable have."""
_VALUE = re.compile(r"\s*([^:]{1,60}?)\s*:\s*(\S.*?)\s*", re.DOTALL)


@dataclass(slots=True)
class _Values:
    record: Source | Case
    values: list[tuple[str, str]]
    line: int


@dataclass(slots=True)
class Cases:
    """Keeps values of variables until the file is read, and joins cases and groups then."""

    project: Project
    elements: Elements
    own: dict[str, dict[str, str]] = field(default_factory=dict)
    nodes: dict[str, list[Node]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    selections: dict[str, Selection] = field(default_factory=dict)
    spans: dict[str, list[Selection]] = field(default_factory=dict)
    _values: list[_Values] = field(default_factory=list)

    def values_of(self, record: Source | Case, values: list[tuple[str, str]], line: int) -> None:
        """Keep the values of variables of a record."""
        if values:
            self._values.append(_Values(record, values, line))

    def join(
        self,
        nodes: dict[str, list[Node]],
        sources: dict[str, Source],
        selections: dict[str, Selection],
        spans: dict[str, list[Selection]],
    ) -> None:
        """Read cases, groups and variables; ``spans`` are the selections of each source."""
        self.nodes, self.sources = nodes, sources
        self.selections, self.spans = selections, spans
        self._cases()
        self._sets()
        self._fill_values()

    def _cases(self) -> None:
        of_code: dict[str, list[Case]] = {}
        twins: set[str] = set()
        codes = {code.id for code in self.project.codes}
        for node in self.nodes.get("Case", []):
            sources = self._known(node, "SourceRef", self.sources)
            selections = self._known(node, "SelectionRef", self.selections)
            coded = self._known(node, "CodeRef", codes)
            values = self.elements.values(node)
            name = node.get("name")
            if not name.strip() and len(sources) == 1 and not selections and not coded:
                # How MAXQDA and Quirkos write the variables of a document.
                source = self.sources[sources[0]]
                source.memo = self.elements.more(source.memo, node.said("Description"))
                self.values_of(source, values, node.line)
                continue
            case = Case(self.elements.id(node, "case"), name, memo=node.said("Description"))
            case.sources, case.selections = sources, selections
            case.own = self.own.get(case.id)
            self.values_of(case, values, node.line)
            self.project.cases.append(case)
            if case.id in codes:
                twins.add(case.id)
                coded = [case.id, *(c for c in coded if c != case.id)]
            for code in coded:
                of_code.setdefault(code, []).append(case)
        if of_code:
            self._give_cases(of_code, twins)
        if twins:
            self._drop_codes(twins)

    def _known(self, node: Node, tag: str, known: Collection[str]) -> list[str]:
        found = []
        for guid in dict.fromkeys(self.elements.targets(node, tag)):
            if guid in known:
                found.append(guid)
            else:
                self.elements.astray(node.line, f"A {node.tag} has a {tag} to something")
        return found

    def _give_cases(self, of_code: dict[str, list[Case]], twins: set[str]) -> None:
        """Give cases what is coded with them; a code that is a case is no coding."""
        sources = {c.id: dict.fromkeys(c.sources) for c in self.project.cases}
        parts = {c.id: dict.fromkeys(c.selections) for c in self.project.cases}
        given = 0
        for id, selections in self.spans.items():
            text = self.sources[id].text
            for selection in selections:
                whole = selection.region == Region() or (
                    text is not None and selection.start == 0 and selection.end == len(text)
                )
                for coding in selection.codings:
                    cases = of_code.get(coding.code, ())
                    given += len(cases)
                    if given > PASSAGES:
                        self.project.losses.count(
                            "Case/CodeRef", f"more than {PASSAGES:,} passages of cases are not kept"
                        )
                        continue
                    for case in cases:
                        (sources if whole else parts)[case.id][id if whole else selection.id] = None
                selection.codings = [c for c in selection.codings if c.code not in twins]
        for case in self.project.cases:
            case.sources, case.selections = list(sources[case.id]), list(parts[case.id])

    def _drop_codes(self, twins: set[str]) -> None:
        parents = {code.id: code.parent for code in self.project.codes}
        cases = {case.id: case for case in self.project.cases}
        kept = []
        for code in self.project.codes:
            if code.id in twins:
                case = cases[code.id]
                case.memo = self.elements.more(case.memo, code.definition)
                case.memo = self.elements.more(case.memo, code.memo)
                continue
            while code.parent in twins:
                code.parent = parents[code.parent]
            kept.append(code)
        self.project.codes = kept

    def _sets(self) -> None:
        losses = self.project.losses
        for node in self.nodes.get("Set", []):
            name = node.get("name").strip()
            sources = [
                guid
                for member in node.all("MemberSource")
                if (guid := self.elements.target(member)) in self.sources
            ]
            lost = len(node.all("MemberSource")) - len(sources)
            losses.count("Set/MemberSource", "it names a source that is not in the file", lost)
            value = _VALUE.fullmatch(name)
            for source in (self.sources[guid] for guid in dict.fromkeys(sources)):
                if value:  # how ATLAS.ti writes attributes of documents
                    self._set(source.values, value[1], value[2])
                elif len(source.groups) >= MANY:
                    losses.count("Set/MemberSource", f"it is in more than {MANY:,} groups")
                elif name and name not in source.groups:
                    source.groups.append(name)
            members = node.all("MemberCode")
            losses.count("Set/MemberCode", "groups of codes are not kept", len(members))
            members = node.all("MemberNote")
            losses.count("Set/MemberNote", "groups of memos are not kept", len(members))
            if node.said("Description").strip():
                losses.count("Set/Description", "what is said of a group is not kept")
            if not node.children:
                losses.count("Set", "empty groups are not kept")

    def _fill_values(self) -> None:
        names: dict[str, str] = {}
        for node in self.nodes.get("Variable", []):
            names[self.elements.id(node, "variable")] = node.get("name").strip()
            if node.said("Description").strip():
                self.project.losses.count(
                    "Variable/Description", "what is said of a variable is not kept"
                )
        for waiting in self._values:
            for guid, value in waiting.values:
                if name := names.get(guid):
                    self._set(waiting.record.values, name, value)
                else:
                    self.elements.astray(waiting.line, "A VariableValue names a variable")
            if own := waiting.record.own:
                # Our own export says fields of a record twice, for others as variables.
                for name in (*own, "role", "programme"):
                    waiting.record.values.pop(name, None)

    def _set(self, values: dict[str, str], name: str, value: str) -> None:
        """Set a value; one of the same name from another place stands after a semicolon."""
        known = values.get(name)
        if known is None:
            values[name] = value
        elif len(known) > MANY:
            self.project.losses.count("VariableValue", "a variable has too many values")
        elif value not in known.split("; "):
            values[name] = f"{known}; {value}"
