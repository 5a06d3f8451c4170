"""What can be set, from the environment or as an option of the same name.

``docs/reference/settings.md`` is the table for users; a test holds the two equal.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

DEFAULT_STORE = "pif-data"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its environment variable, the option of ``pif`` and what it does."""

    variable: str
    option: str
    about: str
    default: str = ""


SETTINGS = (
    Setting(
        "PIF_STORE",
        "--store",
        "Where the graph is kept: a folder, or the http(s) address of a SPARQL 1.1 endpoint.",
        DEFAULT_STORE,
    ),
    Setting(
        "PIF_BASE_IRI",
        "--base-iri",
        "The beginning of every address (IRI) that the tool makes.",
        "https://w3id.org/pif-kg/",
    ),
    Setting(
        "PIF_QUERIES",
        "--queries",
        "Folders with your own saved queries (.rq), with : between them.",
    ),
    Setting(
        "PIF_INDEX",
        "--index",
        "Folder for the index of quotes, where it is not to lie beside the store.",
    ),
    Setting(
        "PIF_PUBLIC",
        "",
        "Folder for what is public of a store, where it is not to lie inside the store's folder.",
    ),
    Setting(
        "PIF_STORE_UPDATE",
        "",
        "Update address of a remote store, where it cannot be worked out from PIF_STORE.",
    ),
    Setting(
        "PIF_STORE_GRAPHS",
        "",
        "Graph Store Protocol address of a remote store, where it cannot be worked out.",
    ),
    Setting("PIF_STORE_USER", "", "User name of a remote store that asks for one."),
    Setting("PIF_STORE_PASSWORD", "", "Its password; never an option, so that no list shows it."),
    Setting("PIF_UPDATE", "", "1 lets tokens change the graph over HTTP.", "0"),
    Setting("PIF_TOKEN", "", "A token with every scope, for a quick start."),
    Setting("PIF_TOKEN_FILE", "--token-file", "Tokens, as hashes with their scopes."),
    Setting("PIF_NAMES", "--name", "Host names by which the service may be asked for."),
    Setting("PIF_PREFIX", "--prefix", "What stands before every address of the service."),
    Setting("PIF_PROXIES", "--proxies", "How many proxies in front are believed.", "0"),
    Setting("PIF_PUBLISHER", "", "Who publishes, as catalogues name them."),
    Setting("PIF_SITE", "", "The address on the web at which a published site will be."),
    Setting("PIF_QUERY_SECONDS", "", "Seconds a SPARQL query over HTTP may run.", "10"),
    Setting("PIF_QUERY_MEMORY", "", "Memory it may take beside the store.", "512M"),
    Setting("PIF_QUERY_SIZE", "", "The largest answer, as it is written.", "64M"),
    Setting("PIF_QUERY_AT_ONCE", "", "How many such queries may run at once.", "8"),
    Setting("PIF_QUERY_BUDGET", "", "Seconds of long queries that a client has a minute.", "60"),
    Setting("PIF_SERVICES", "", "Endpoints that SERVICE may ask; none unless named."),
    Setting("PIF_HARVEST_PRIVATE", "", "Private networks that may be harvested from; none."),
    Setting(
        "PIF_CONFORMANCE", "", "1 serves an empty store that anybody may change, for tests.", "0"
    ),
)


def store_address() -> str:
    """Return the store in use: ``PIF_STORE``, or the folder ``pif-data`` below the current one."""
    return os.environ.get("PIF_STORE") or DEFAULT_STORE


def publisher() -> str:
    """Return who publishes what is served: ``PIF_PUBLISHER``, empty where nobody is named."""
    return os.environ.get("PIF_PUBLISHER", "").strip()


def site() -> str:
    """Return where a published site will be: ``PIF_SITE``, empty where it is not said."""
    return os.environ.get("PIF_SITE", "").strip()
