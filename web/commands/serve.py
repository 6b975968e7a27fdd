"""`kb serve`: the web application."""

from __future__ import annotations

import logging

import click

from kb.settings import settings


@click.command("serve")
@click.option("--host", metavar="ADDRESS", help="Address to listen on; KB_HOST or 127.0.0.1 by default.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; KB_PORT or 8000 by default, 0 for any free one.")
def command(host: str | None, port: int | None) -> None:
    """Serve the pages and the JSON API until stopped with Ctrl-C."""
    from web.serve import serve  # the other commands' help must not wait for Flask

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    chosen = settings()
    serve(
        chosen,
        chosen.host if host is None else host,
        chosen.port if port is None else port,
        lambda text: click.echo(text, err=True),
    )
