"""An organisation's sign-in on this machine: OpenID Connect with a description, keys, codes, PKCE and signed tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "kinship-desk", "a secret of the tests"


class TheirSignIn:
    """Starts with `with`. `lets_in(address, **claims)`: what their page does when somebody signed in there."""

    def __enter__(self) -> TheirSignIn:
        self.key = self.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.given: dict[str, dict[str, Any]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def lets_in(self, address: str, **claims: Any) -> str:
        """Where their page sends somebody who was sent to `address` and signed in: back to us, with a code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.asked, code = asked, f"code-{len(self.given)}"
        usual = {"iss": self.issuer, "aud": CLIENT, "exp": time.time() + 60, "iat": time.time()}
        told = {**usual, "nonce": asked.get("nonce"), "sub": "their-sam", "email_verified": True, **claims}
        self.given[code] = {"challenge": asked["code_challenge"], "back": asked["redirect_uri"], "claims": told}
        return f"/desk/single-sign-on/back/?code={code}&state={asked['state']}"

    def _handler(outer) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    pages = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
                    self.say({"issuer": outer.issuer, **{name: f"{outer.issuer}/{at}" for name, at in pages.items()}})
                elif self.path == "/keys":
                    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(outer.key.public_key()))
                    self.say({"keys": [{**public, "kid": "one", "alg": "RS256"}]})
                else:
                    self.say({}, 404)

            def do_POST(self) -> None:
                body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                asked = {name: values[0] for name, values in body.items()}
                given = outer.given.pop(asked.get("code", ""), None)
                proof = base64.urlsafe_b64encode(hashlib.sha256(asked.get("code_verifier", "").encode()).digest())
                fits = (
                    given
                    and proof.decode().rstrip("=") == given["challenge"]
                    and asked["redirect_uri"] == given["back"]
                )
                basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
                known = asked.get("client_secret") == SECRET or self.headers.get("Authorization") == f"Basic {basic}"
                if not fits or not known:
                    self.say({"error": "invalid_grant"}, 400)
                    return
                token = jwt.encode(given["claims"], outer.signs_with, algorithm="RS256", headers={"kid": "one"})
                self.say({"access_token": "a", "token_type": "Bearer", "id_token": token})

            def say(self, told: dict[str, Any], status: int = 200) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(told).encode())

            def log_message(self, *_: object) -> None:
                """Nothing."""

        return Handler
