"""A real Apache on this machine, for as long as tests need it."""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

APACHE = next(filter(None, map(shutil.which, ("apache2", "httpd", "/usr/sbin/apache2"))), None)
MODULES = next(
    (p for p in map(Path, ("/usr/lib/apache2/modules", "/usr/libexec/apache2")) if p.is_dir()), None
)


@dataclass
class Answer:
    """What a server answered, without following it further."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False, default=b"")

    @property
    def location(self):
        return self.headers.get("location", "")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Apache:
    """A real Apache that serves folders, each at an address of its own."""

    def __init__(self, port):
        self.home = f"http://127.0.0.1:{port}"

    def get(self, path, accept=None):
        asked = urllib.request.Request(self.home + path)
        if accept is not None:
            asked.add_header("Accept", accept)
        try:
            with urllib.request.build_opener(_Stay).open(asked, timeout=20) as got:
                return Answer(got.status, _lower(got.headers), got.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _lower(error.headers), error.read())


def _lower(headers):
    found = {}
    for name, value in headers.items():
        found[name.lower()] = ", ".join(filter(None, [found.get(name.lower()), value]))
    return found


_CONFIGURATION = """\
ServerRoot "{root}"
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile "{root}/pid"
ErrorLog "{root}/errors"
Mutex file:{root}
{modules}
TypesConfig /dev/null
DocumentRoot "{root}/www"
<Directory "{root}/www">
AllowOverride All
Options FollowSymLinks
Require all granted
</Directory>
"""
_NEEDED = ("mpm_event", "unixd", "authz_core", "dir", "mime", "headers", "rewrite", "env")


def started(root, folders):
    """Start Apache below a folder, serving folders by the path below its top; and its process."""
    (root / "www").mkdir()
    for name, folder in folders.items():
        (root / "www" / name).symlink_to(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    modules = "\n".join(
        f"LoadModule {name}_module {MODULES}/mod_{name}.so"
        for name in _NEEDED
        if (MODULES / f"mod_{name}.so").exists()
    )
    configuration = root / "httpd.conf"
    configuration.write_text(
        _CONFIGURATION.format(root=root, port=port, modules=modules), encoding="utf-8"
    )
    process = subprocess.Popen([APACHE, "-f", configuration, "-DFOREGROUND"])
    for _ in range(500):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return Apache(port), process
        except OSError:
            assert process.poll() is None, (root / "errors").read_text()
            time.sleep(0.02)
    process.kill()
    raise AssertionError("Apache does not answer")
