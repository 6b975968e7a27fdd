"""A site on this machine that answers as a test tells it to, and remembers who asked for what, when."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Respond = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Asked:
    """A request: address within the site, time on the monotonic clock, headers, method."""

    path: str
    at: float
    headers: dict[str, str]
    method: str = "GET"


@dataclass
class Site:
    """Pages by path; what is not there is answered 404."""

    pages: dict[str, Respond] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    scheme: str = "http"
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        """Address without a slash at the end."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        """What was asked for, in order, but for robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def put(
        self,
        path: str,
        body: str | bytes,
        media_type: str = "text/html; charset=utf-8",
        status: int = 200,
        **headers: str,
    ) -> None:
        """Answer a path with a body; `__` in the name of a header stands for a dash."""
        content = body.encode() if isinstance(body, str) else body

        def respond(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"Content-Type": media_type, "Content-Length": str(len(content)), **headers}.items():
                handler.send_header(name.replace("__", "-"), value)
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(content)

        self.pages[path] = respond

    def redirect(self, path: str, to: str) -> None:
        """Answer a path with a redirect."""
        self.put(path, "", status=302, Location=to)


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Site]:
    """Serve a site until the block ends, by https with a certificate and its key in one file."""
    site = Site(scheme="https" if certificate else "http")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(Asked(self.path, time.monotonic(), dict(self.headers.items()), self.command))
            respond = site.pages.get(self.path) or site.pages.get(self.path.split("?")[0])
            try:
                if respond:
                    respond(self)
                else:
                    self.send_response(404)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        do_HEAD = do_GET  # noqa: N815 - the name that the base class calls

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # those who ask may hang up

    server = Server(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
