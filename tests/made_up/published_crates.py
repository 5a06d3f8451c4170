"""Small studies, crates of them, and servers on this computer that publish them."""

import hashlib
import http.server
import json
import threading
from ipaddress import ip_network
from pathlib import Path

from kg.harvesting import Bounds

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = [ip_network("127.0.0.0/8")]
QUICK = Bounds(pause=0, seconds=5, silence=2, unpacked=8 << 20)
SMALL = (ROOT / "tests/shapes/valid.ttl").read_text(encoding="utf-8")


def study(name, **changes):
    """A small study of a name, as Turtle; ``changes`` put one text in place of another."""
    said = SMALL.replace("study/small/", f"study/{name}/").replace("<../small>", f"<../{name}>")
    said = said.replace('"small"', f'"{name}"').replace("10.5555/small", f"10.5555/{name}")
    for old, new in changes.get("put", ()):
        assert old in said
        said = said.replace(old, new)
    return said.encode()


def crate(name, data, *, file="study.ttl", root=(), part=(), more=()):
    """The description of a crate."""
    things = [
        {
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "identifier": name,
            "license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
            "hasPart": [{"@id": file}],
            **dict(root),
        },
        {
            "@id": file,
            "@type": "File",
            "sha256": hashlib.sha256(data).hexdigest(),
            **dict(part),
        },
        *more,
    ]
    return json.dumps({"@context": "https://nowhere.invalid/", "@graph": things}).encode()


class Web:
    """A server that gives what stands in ``pages``: bytes, or a status, or a function."""

    def __init__(self):
        web = self
        self.pages = {}
        self.asked = []
        self.given = []

        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                web.asked.append((self.path, dict(self.headers)))
                found = web.pages.get(self.path, 404)
                if callable(found):
                    found(self)
                    return
                body = found if isinstance(found, bytes) else b""
                etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
                status = 200 if isinstance(found, bytes) else found
                if status == 200 and self.headers.get("If-None-Match") == etag:
                    status, body = 304, b""
                web.given.append(status)
                self.send_response(status)
                self.send_header("ETag", etag)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def publish(self, name, data=None, **how):
        """Put a study's crate below its name."""
        data = study(name) if data is None else data
        file = how.get("file", "study.ttl")
        self.pages[f"/{name}/ro-crate-metadata.json"] = crate(name, data, **how)
        self.pages[f"/{name}/{file}"] = data
        return f"{self.address}/{name}/"

    def end(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
