"""A small provider of OpenID Connect on a local port, with PKCE; it can be made to lie."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "kb", "shared with the provider"


class Provider:
    """Its one user is whoever `user` describes; `claims`, `key` and `algorithm` change the ID token."""

    def __init__(self) -> None:
        self.key = self._published = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        self.algorithm = "RS256"
        self.user: dict[str, Any] = {"sub": "u-1", "email": "editor@ministry.id", "email_verified": True}
        self.claims: dict[str, Any] = {}
        self.metadata: dict[str, Any] = {}
        self.asked: dict[str, dict[str, str]] = {}  # what each code was given for
        app = Flask(__name__)
        app.get("/.well-known/openid-configuration")(self._configuration)
        app.get("/authorise")(self._authorise)
        app.post("/token")(self._token)
        app.get("/keys")(lambda: jsonify(KeySet([self._published]).as_dict(private=False)))
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self.issuer = f"http://127.0.0.1:{self._server.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _configuration(self) -> Response:
        return jsonify(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorise",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
                "code_challenge_methods_supported": ["S256"],
            }
            | self.metadata
        )

    def _authorise(self) -> Any:
        asked = request.args.to_dict()
        if asked["client_id"] != CLIENT or asked["response_type"] != "code" or asked["code_challenge_method"] != "S256":
            abort(400)
        code = secrets.token_urlsafe(16)
        self.asked[code] = asked
        return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    def _token(self) -> Any:
        asked = self.asked.pop(request.form["code"], None)
        known = request.authorization and (request.authorization.username, request.authorization.password)
        if asked is None or known != (CLIENT, SECRET) or request.form["redirect_uri"] != asked["redirect_uri"]:
            return jsonify({"error": "invalid_grant"}), 400
        challenge = base64.urlsafe_b64encode(hashlib.sha256(request.form["code_verifier"].encode()).digest())
        if challenge.decode().rstrip("=") != asked["code_challenge"]:
            return jsonify({"error": "invalid_grant"}), 400
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        claims = {name: value for name, value in (claims | self.user | self.claims).items() if value is not None}
        header = {"alg": self.algorithm, "kid": "first"}
        token = jwt.encode(header, claims, self.key, algorithms=[self.algorithm])
        return jsonify({"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": token})
