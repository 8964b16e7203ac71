"""Grants of keys of other accounts, to principals that exist."""

from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.iam.models import iam_backends
from moto.kms.models import KmsBackend, kms_backends

from .patching import around


def grant_keys_of_other_accounts() -> None:
    """moto looks for every key in the caller's account; key policies are asked by AWS alone."""
    for name in ("create_grant", "list_grants", "retire_grant", "revoke_grant"):

        @around(KmsBackend, name)
        def of_owner(original: Any, backend: KmsBackend, key_id: str, *args: Any, **more: Any) -> Any:
            return original(_owner(backend, key_id), key_id, *args, **more)


def refuse_unknown_grantees() -> None:
    """moto grants a key to a role that does not exist."""

    @around(KmsBackend, "create_grant")
    def create(original: Any, backend: KmsBackend, key_id: str, grantee_principal: str, *args: Any, **more: Any) -> Any:
        account_id = grantee_principal.split(":")[4] if ":role/" in grantee_principal else None
        if account_id is not None:
            roles = iam_backends[account_id]["aws"].roles.values()
            if all(role.arn != grantee_principal for role in roles):
                raise JsonRESTError("InvalidArnException", f"{grantee_principal} does not exist.")
        return original(backend, key_id, grantee_principal, *args, **more)


def _owner(backend: KmsBackend, key_id: Any) -> KmsBackend:
    parts = (key_id or "").split(":")
    if len(parts) != 6 or parts[4] == backend.account_id:
        return backend
    return kms_backends[parts[4]][parts[3]]
