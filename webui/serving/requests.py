"""What a request must look like before anything of it is believed (RFC 9112).

The parser of waitress reads requests; this holds it to what it lets pass: versions that are not
HTTP/1.x, hosts that are missing, repeated or no host, two ways of saying how long a body is.
"""

# The published stubs of waitress leave out, or type otherwise, much of what its classes have.
# mypy: disable-error-code="attr-defined, union-attr, index, has-type"

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.utilities import BadRequest, Error, RequestHeaderFieldsTooLarge

if TYPE_CHECKING:
    from webui.serving.connections import Adjusted

LONGEST_TARGET = 16 << 10
"""Bytes of the address in a request's first line. Longer queries are sent with POST."""
LONGEST_HEADER = 32 << 10
_LONGEST_CHUNK_LINE = 1 << 10
_LONGEST_TRAILER = 8 << 10

_FIELD = re.compile(rb"\r\n([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*)")
_FOLDED = re.compile(rb"\r\n[ \t]")
_CONTROL = re.compile(rb"[\x00-\x20\x7f]")
_HOST = re.compile(r"([A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")
_ONCE = (b"host", b"content-length", b"transfer-encoding", b"authorization")


class RequestTimeout(BadRequest):
    """The request did not arrive in time."""

    code = 408
    reason = "Request Timeout"


class AddressTooLong(BadRequest):
    """The first line of the request is too long."""

    code = 414
    reason = "URI Too Long"


class VersionNotSupported(BadRequest):
    """The request is not of HTTP/1.0 or HTTP/1.1."""

    code = 505
    reason = "HTTP Version Not Supported"


class Request(HTTPRequestParser):
    """One request as it arrives, and since when."""

    def __init__(self, adj: Adjusted) -> None:
        super().__init__(adj)
        self.began = time.monotonic()
        self._fault: Error | None = None

    def received(self, data: bytes) -> int:
        """Take bytes from the client; returns how many of them belong to this request."""
        consumed: int = super().received(data)
        if self.error is None and self.chunked and not self.completed:
            # The receiver of chunks would collect a line of any length, joining it each time.
            line, trailer = len(self.body_rcv.control_line), len(self.body_rcv.trailer)
            if line > _LONGEST_CHUNK_LINE or trailer > _LONGEST_TRAILER:
                self.error = BadRequest("A line between chunks is too long")
                self.completed = True
        if isinstance(self.error, RequestHeaderFieldsTooLarge):
            begun = (self.header_plus + data)[: LONGEST_TARGET + 20]
            if b"\r\n" not in begun:
                self.error = AddressTooLong("The address is too long")
        elif self.error is not None and self._fault is not None:
            self.error = self._fault
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first line and the fields, and refuse what two servers could read differently.

        Raises:
            ParsingError: It is refused.
        """
        if _FOLDED.search(header_plus):
            raise ParsingError("A field goes on in a further line")
        fields = _FIELD.findall(header_plus)
        names = [name.lower() for name, _ in fields]
        for name in _ONCE:
            if names.count(name) > 1:
                raise ParsingError(f"There is more than one {name.decode()}")
        super().parse_header(header_plus)
        if self.version not in ("1.0", "1.1"):
            self._refuse(VersionNotSupported("Only HTTP/1.0 and HTTP/1.1 are spoken here"))
        said = dict(zip(names, (value for _, value in fields), strict=True))
        coding = said.get(b"transfer-encoding")
        if coding is not None:
            if b"content-length" in said or self.version != "1.1":
                raise ParsingError("Its length is said in two ways")
            if coding.strip().lower() != b"chunked":
                raise ParsingError("The only transfer coding is chunked")
        self._check_target()
        self._check_host()
        if self.adj.trusts(self.headers.get("AUTHORIZATION")):
            self.adj = self.adj.with_token

    def _check_target(self) -> None:
        target = self.request_uri.encode("latin-1")
        if len(target) > LONGEST_TARGET:
            self._refuse(AddressTooLong("The address is too long"))
        if _CONTROL.search(target):
            raise ParsingError("The address holds control characters")
        if self.proxy_scheme or self.proxy_netloc:
            if self.proxy_scheme.lower() not in ("http", "https"):
                raise ParsingError("The address is of another kind than http")
            # The address itself says which host is meant (RFC 9112, section 3.2.2).
            self.headers["HOST"] = self.proxy_netloc
            self.path = self.path or "/"
        elif target == b"*" and str(self.command) == "OPTIONS":
            self.path = "/"
        elif not target.startswith(b"/"):
            raise ParsingError("The address must begin with /")

    def _check_host(self) -> None:
        host = self.headers.get("HOST")
        if host is None:
            if self.version == "1.1":
                raise ParsingError("There is no Host")
        elif not _HOST.fullmatch(host):
            raise ParsingError("The Host is not one")

    def _refuse(self, fault: Error) -> None:
        self._fault = fault
        raise ParsingError(fault.reason)
