"""The command ``pif``. Each command is a module of its own, imported when it is asked for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from kg.errors import PifError


class Command(Protocol):
    """What a command's module offers. ``EXAMPLES`` is shown at the end of its help."""

    EXAMPLES: str

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments."""
        ...

    def run(self, args: argparse.Namespace) -> int:
        """Do it; returns the exit code."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of commands: where its module is, and what it is for."""

    module: str
    summary: str


COMMANDS = {
    "new": Entry("kg.cli.new", "write an empty study to fill in"),
    "validate": Entry("kg.cli.validate", "check a study without loading it"),
    "load": Entry("kg.cli.load", "check a study and put it into the store"),
    "studies": Entry("kg.cli.studies", "list the studies in the store"),
    "quotes": Entry("kg.cli.quotes", "find quotes by construct, role, source, words and more"),
    "query": Entry("kg.cli.query", "answer a saved question, or a SPARQL query of your own"),
    "queries": Entry("kg.cli.queries", "list the saved questions, or explain one"),
    "matrix": Entry("kg.cli.matrix", "count quotes by any two things"),
    "synthesis": Entry(
        "kg.cli.synthesis", "lay constructs out across studies, and what is missing"
    ),
    "cooccur": Entry("kg.cli.cooccur", "count where constructs or codes meet"),
    "agreement": Entry("kg.cli.agreement", "measure how far the coders of a study agree"),
    "explain": Entry("kg.cli.explain", "say why a quote supports a construct, or what is missing"),
    "serve": Entry("", "serve the browser and the endpoints, to you or to everybody"),
    "token": Entry("", "make, list and remove tokens that may change things over HTTP"),
    "reason": Entry("kg.cli.reason", "check and classify the ontology with a reasoner"),
    "status": Entry("kg.cli.status", "say what the store holds and where it is"),
    "mappings": Entry("kg.cli.mappings", "list, show and remove sets of mappings"),
    "map": Entry("kg.cli.map", "propose constructs for a study's codes; accept or refuse them"),
    "compare": Entry("kg.cli.compare", "put two studies' codebooks side by side"),
    "fair": Entry("", "say how FAIR the ontology and a publication are, and what to do"),
    "harvest": Entry("kg.cli.harvest", "fetch what other groups publish"),
    "export": Entry("kg.cli.export", "write a study as files: study files, tables, RDF, a project"),
    "redact": Entry("kg.cli.redact", "replace names by pseudonyms, with offsets kept right"),
    "nanopub": Entry("kg.cli.nanopub", "make nanopublications of claims that may be public"),
    "publish": Entry("", "write what may be public as a site, or say what may not, and why"),
    "utterances": Entry("kg.cli.utterances", "find and review words published by two studies"),
    "works": Entry("kg.cli.works", "list the literature across studies; say which works are one"),
    "remove": Entry("kg.cli.remove", "take a study out of the store"),
    "reindex": Entry("kg.cli.reindex", "build the index of quotes anew"),
    "backup": Entry("kg.cli.backup", "write the whole store into one file"),
    "restore": Entry("kg.cli.restore", "put a backup in place of the store"),
}

_INTRO = "Ask which quotes support a construct, who said them, and what they rest on."
_OPTIONS = """\
options of every command:
  --store PLACE    folder or http(s) address of the graph (PIF_STORE; default pif-data)
  --base-iri IRI   beginning of every address made (PIF_BASE_IRI)
  --queries DIRS   folders with your own saved queries (PIF_QUERIES)
  --index DIR      where the index of quotes is kept (PIF_INDEX; default beside the store)
  --debug          show where in the program an error came from
  --help           help, with examples

examples:
  pif load krishna2024                 load the study that comes with pif-kg
  pif query quotes-for-construct -p construct=patching
  pif new my-study                     start a study of your own

exit codes: 0 done, 1 data refused or findings found, 2 wrong usage,
            3 store busy or unreachable, 4 a limit was hit"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help", "help"):
        print(_help())
        return 0 if words else 2
    if words[0] in ("-V", "--version"):
        from kg import __version__

        print(f"pif-kg {__version__}")
        return 0
    _apply_base_iri(words)
    name = words[0]
    if name not in COMMANDS:
        return _unknown(name)
    debug = "--debug" in words
    try:
        return _run(name, words[1:])
    except PifError as error:
        if debug:
            raise
        print(f"pif {name}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`pif query … | head`): that is not an error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if debug:
            raise
        print(
            f"pif {name}: something went wrong that should not: {type(error).__name__}: {error}\n"
            "Please report it with what `--debug` prints.",
            file=sys.stderr,
        )
        return 1


def _run(name: str, words: list[str]) -> int:
    command = _module(name)
    parser = argparse.ArgumentParser(
        prog=f"pif {name}",
        description=f"{COMMANDS[name].summary[0].upper()}{COMMANDS[name].summary[1:]}.",
        epilog=command.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.configure(parser)
    every = parser.add_argument_group("options of every command")
    # `pif validate --store` without a place checks the store in use.
    bare: dict[str, Any] = {"nargs": "?", "const": ""} if name == "validate" else {}
    every.add_argument("--store", metavar="PLACE", help="folder or address (PIF_STORE)", **bare)
    every.add_argument("--base-iri", metavar="IRI", help="beginning of addresses (PIF_BASE_IRI)")
    every.add_argument("--queries", metavar="DIRS", help="your saved queries (PIF_QUERIES)")
    every.add_argument("--index", metavar="DIR", help="where to keep the index (PIF_INDEX)")
    every.add_argument("--debug", action="store_true", help="show the trace of an error")
    args = parser.parse_args(words)
    for option, variable in (
        ("store", "PIF_STORE"), ("queries", "PIF_QUERIES"), ("index", "PIF_INDEX"),
    ):  # fmt: skip
        if value := getattr(args, option):
            os.environ[variable] = value
    return command.run(args)


def _module(name: str) -> Command:
    where = COMMANDS[name].module
    if where:
        command: Command = import_module(where)
        return command
    from importlib.metadata import entry_points

    # A command that another package brings, so that kg need not know who imports it.
    [found] = entry_points(group="pif.commands", name=name)
    brought: Command = found.load()
    return brought


def _apply_base_iri(words: list[str]) -> None:
    # kg.namespaces reads the base when it is imported, so it must be known before that.
    for i, word in enumerate(words):
        if word == "--base-iri" and i + 1 < len(words):
            os.environ["PIF_BASE_IRI"] = words[i + 1]
        elif word.startswith("--base-iri="):
            os.environ["PIF_BASE_IRI"] = word.partition("=")[2]


def _unknown(name: str) -> int:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    hint = f"Did you mean `pif {near[0]}`?" if near else "`pif --help` lists the commands."
    print(f"pif: there is no command {name!r}. {hint}", file=sys.stderr)
    return 2


def _help() -> str:
    width = max(len(name) for name in COMMANDS)  # `map` is a command here
    lines = [f"  {name:<{width}}  {entry.summary}" for name, entry in COMMANDS.items()]
    return "\n".join(
        [
            "usage: pif COMMAND [arguments]",
            "",
            _INTRO,
            "",
            "commands (pif COMMAND --help says more):",
            *lines,
            "",
            _OPTIONS,
        ]
    )
