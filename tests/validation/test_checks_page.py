"""docs/reference/checks.md lists just the shapes and rules there are.

After a change to one, ``PIF_REWRITE=1 pytest tests/validation/test_checks_page.py`` writes the
tables anew; look at the difference before you keep it.
"""

import os
from itertools import groupby
from pathlib import Path

from kg import validation
from kg.resources import folder, read

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "checks.md"
BEGIN, END = "<!-- rules: begin -->\n", "<!-- rules: end -->\n"
CODE = {
    "kg/validation/privacy.py": "Rules in code: consent, small groups, embargoes.",
    "kg/validation/rules.py": "Rules in code: texts, chains, counts.",
}


def about(home: str) -> str:
    if home in CODE:
        return CODE[home]
    first = read(folder("shapes") / Path(home).name).splitlines()[0]
    return first.removeprefix("# ")


def severity(rule) -> str:
    later = f"; {rule.at_release} at release" if rule.at_release != rule.severity else ""
    return rule.severity + later


def cell(words: str) -> str:
    return words.replace("|", "\\|")


def tables() -> str:
    lines = []
    for home, rules in groupby(validation.catalogue(), key=lambda r: r.home):
        lines += [f"### {about(home).rstrip('.')}", "", f"`{home}`", ""]
        lines += ["| rule | severity | what is wrong | why it matters | what to do |"]
        lines += ["|---|---|---|---|---|"]
        for rule in rules:
            said = (f"`{rule.name}`", severity(rule), rule.message, rule.why, rule.remedy)
            lines.append(f"| {' | '.join(cell(words) for words in said)} |")
        lines.append("")
    return "\n".join(lines)


def test_page_lists_the_rules_there_are():
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    current = f"{head}{BEGIN}\n{tables()}\n{END}{tail}"

    if os.environ.get("PIF_REWRITE") == "1":
        PAGE.write_text(current, encoding="utf-8")

    assert PAGE.read_text(encoding="utf-8") == current


def test_page_counts_the_rules_there_are():
    rules = validation.catalogue()
    in_code = sum(not rule.home.startswith("shapes/") for rule in rules)

    said = f"{len(rules) - in_code} shapes and {in_code} rules in code"
    assert said in " ".join(PAGE.read_text(encoding="utf-8").split())
