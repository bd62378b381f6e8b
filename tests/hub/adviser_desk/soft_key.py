"""A passkey made of software: answers as a browser with a security key does, for tests."""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, HAS_CREDENTIAL = 0x01, 0x40


class SoftKey:
    """One credential. `origin`: the page it believes to be on."""

    def __init__(self, origin: str = "http://localhost:8000", host: str = "localhost") -> None:
        self.origin, self.host = origin, host
        self.id, self.key, self.count = secrets.token_bytes(16), ec.generate_private_key(ec.SECP256R1()), 0

    def create(self, options: dict[str, Any]) -> str:
        """What the browser posts when somebody made a passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = self._data(PRESENT | HAS_CREDENTIAL, bytes(credential))
        attestation = AttestationObject.create("none", data, {})
        return self._answer("webauthn.create", options, attestationObject=websafe_encode(bytes(attestation)))

    def get(self, options: dict[str, Any]) -> str:
        """What the browser posts when somebody shows their passkey."""
        self.count += 1
        data = self._data(PRESENT)
        told = self._told("webauthn.get", options)
        signature = self.key.sign(bytes(data) + sha256(told), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            "webauthn.get",
            options,
            authenticatorData=websafe_encode(bytes(data)),
            signature=websafe_encode(signature),
        )

    def _data(self, flags: int, credential: bytes = b"") -> AuthenticatorData:
        head = sha256(self.host.encode()) + bytes([flags]) + self.count.to_bytes(4, "big")
        return AuthenticatorData(head + credential)

    def _told(self, kind: str, options: dict[str, Any]) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, kind: str, options: dict[str, Any], **response: str) -> str:
        response["clientDataJSON"] = websafe_encode(self._told(kind, options))
        identity = websafe_encode(self.id)
        return json.dumps(
            {
                "id": identity,
                "rawId": identity,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )
