"""Asymmetric KMS keys that sign what they are given, and only while they may."""

import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from moto.core.exceptions import JsonRESTError
from moto.kms.exceptions import ValidationException
from moto.kms.models import KmsBackend
from moto.kms.responses import KmsResponse
from moto.kms.utils import ECDSAPrivateKey, RSAPrivateKey

from .patching import around

HASHES: dict[str, hashes.HashAlgorithm] = {
    "ECDSA_SHA_256": hashes.SHA256(),
    "ECDSA_SHA_384": hashes.SHA384(),
    "ECDSA_SHA_512": hashes.SHA512(),
}


class Digest(bytes):
    """A message that was hashed by the caller."""


def sign_digests() -> None:
    @around(KmsResponse, "_get_param")
    def parameter(original: Any, response: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        value = original(response, name, *args, **kwargs)
        is_digest = name == "Message" and json.loads(response.body).get("MessageType") == "DIGEST"
        return Digest(value) if is_digest else value

    @around(ECDSAPrivateKey, "sign")
    def sign(original: Any, key: Any, message: bytes, algorithm: str) -> bytes:
        if not isinstance(message, Digest):
            return original(key, message, algorithm)
        return key.private_key.sign(message, ec.ECDSA(_prehashed(message, algorithm)))

    @around(ECDSAPrivateKey, "verify")
    def verify(original: Any, key: Any, message: bytes, signature: bytes, algorithm: str) -> bool:
        if not isinstance(message, Digest):
            return original(key, message, signature, algorithm)
        try:
            key.private_key.public_key().verify(signature, message, ec.ECDSA(_prehashed(message, algorithm)))
            return True
        except InvalidSignature:
            return False

    for name in ("sign", "verify"):
        _refuse_digests(name)


def _refuse_digests(name: str) -> None:
    @around(RSAPrivateKey, name)
    def use(original: Any, key: Any, message: bytes, *args: Any) -> Any:
        if isinstance(message, Digest):
            raise NotImplementedError("RSA keys with MessageType DIGEST")
        return original(key, message, *args)


def _prehashed(digest: Digest, algorithm: str) -> Prehashed:
    hash_algorithm = HASHES[algorithm]
    if len(digest) != hash_algorithm.digest_size:
        raise ValidationException(f"Digest is invalid length for algorithm {algorithm}.")
    return Prehashed(hash_algorithm)


def need_an_enabled_key() -> None:
    for name in ("sign", "verify"):
        _need_an_enabled_key(name)


def _need_an_enabled_key(name: str) -> None:
    @around(KmsBackend, name)
    def use(original: Any, backend: Any, key_id: str, *args: Any, **kwargs: Any) -> Any:
        key = backend.describe_key(key_id)
        if key.key_state == "Disabled":
            raise JsonRESTError("DisabledException", f"{key.arn} is disabled.")
        if key.key_state != "Enabled":
            raise JsonRESTError("KMSInvalidStateException", f"{key.arn} is pending deletion.")
        return original(backend, key_id, *args, **kwargs)
