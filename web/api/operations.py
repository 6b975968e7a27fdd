"""How an address of the API is declared: one line gives its route, the check of its parameters and its description."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import getdoc
from typing import Any

from flask import Blueprint, Response, request

from web.api.errors import json_response
from web.api.parameters import Parameters, parse

JSON = "application/json"
MAX_AGE_S = 60  # a correction that is published shows everywhere after a minute


@dataclass(frozen=True)
class Operation:
    """An address below `/api`, which takes parameters of one model and gives what another type describes."""

    name: str
    path: str
    summary: str
    takes: type[Parameters]
    gives: Any
    media_type: str


class Operations:
    """The addresses of a blueprint in the order of their declaration."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.all: list[Operation] = []
        self._blueprint = blueprint

    def get(
        self,
        path: str,
        gives: Any,
        takes: type[Parameters] = Parameters,
        media_type: str = JSON,
        *,
        cached: bool = True,
    ) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
        """Declare a view: it is called with the checked parameters and the parts of the path, and returns content.

        What is `cached` carries an ETag and may be kept for a minute; anything else is never kept.
        """

        def declare(view: Callable[..., Any]) -> Callable[..., Response]:
            operation = Operation(view.__name__, path, (getdoc(view) or "").splitlines()[0], takes, gives, media_type)
            self.all.append(operation)

            @wraps(view)
            def answer(**parts: str) -> Response:
                content = view(parse(takes, request.args), **parts)
                response = json_response(content) if media_type == JSON else Response(content, mimetype=media_type)
                return _cached(response) if cached else _never_kept(response)

            self._blueprint.add_url_rule(path, view.__name__, answer)
            return answer

        return declare


def _cached(response: Response) -> Response:
    response.cache_control.public = True
    response.cache_control.max_age = MAX_AGE_S
    response.add_etag()
    response.make_conditional(request)
    return response


def _never_kept(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
