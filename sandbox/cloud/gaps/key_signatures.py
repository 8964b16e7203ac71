"""Signatures that the public key proves, and keys that sign only while they are enabled."""

import json
from contextvars import ContextVar
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from moto.core.exceptions import JsonRESTError
from moto.kms.exceptions import ValidationException
from moto.kms.responses import KmsResponse
from moto.kms.utils import ECDSAPrivateKey, RSAPrivateKey

from .patching import around

_given_digest: ContextVar[bool] = ContextVar("given_digest", default=False)


def sign_digests() -> None:
    """moto takes a digest for a message and signs the digest of it: nobody but moto itself could verify that."""
    for name in ("sign", "verify"):

        @around(KmsResponse, name)
        def respond(original: Any, response: Any) -> Any:
            given = _given_digest.set(response._get_param("MessageType") == "DIGEST")
            try:
                return original(response)
            finally:
                _given_digest.reset(given)

        @around(RSAPrivateKey, name)
        def refuse(original: Any, *args: Any) -> Any:
            if _given_digest.get():
                raise NotImplementedError("kms MessageType DIGEST with RSA keys")
            return original(*args)

        @around(ECDSAPrivateKey, name)
        def answer(original: Any, key: Any, message: bytes, *args: Any) -> Any:
            try:
                return original(key, message, *args)
            except ValueError as wrong_length:
                raise ValidationException(f"Digest is invalid length for algorithm {args[-1]}.") from wrong_length

    @around(ECDSAPrivateKey, "_ECDSAPrivateKey__hash_algorithm")
    def algorithm(original: Any, key: Any, signing_algorithm: str) -> Any:
        found = original(key, signing_algorithm)
        return Prehashed(found) if _given_digest.get() else found


def refuse_wrong_signatures() -> None:
    """moto answers to a wrong signature that it is wrong; AWS fails."""

    @around(KmsResponse, "verify")
    def verify(original: Any, response: Any) -> Any:
        answer = original(response)
        if not json.loads(answer)["SignatureValid"]:
            raise JsonRESTError("KMSInvalidSignatureException", "")
        return answer


def sign_while_enabled() -> None:
    """moto signs with keys that are disabled or about to be deleted."""
    for name in ("sign", "verify", "get_public_key"):

        @around(KmsResponse, name)
        def respond(original: Any, response: Any) -> Any:
            key_id = response._get_param("KeyId")
            response._validate_key_id(key_id)
            key = response.kms_backend.describe_key(key_id)
            if key.key_state == "Disabled":
                raise JsonRESTError("DisabledException", f"{key.arn} is disabled.")
            if key.key_state != "Enabled":
                raise JsonRESTError("KMSInvalidStateException", f"{key.arn} is pending deletion.")
            return original(response)


def describe_public_keys() -> None:
    """moto tells neither the key's ARN nor its specification with its public key."""

    @around(KmsResponse, "get_public_key")
    def get(original: Any, response: Any) -> str:
        answer = json.loads(original(response))
        key = response.kms_backend.describe_key(response._get_param("KeyId"))
        return json.dumps({**answer, "KeyId": key.arn, "KeySpec": key.key_spec})
