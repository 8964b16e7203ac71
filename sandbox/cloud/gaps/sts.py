"""Roles that must exist to be assumed."""

from typing import Any

from moto.iam.models import iam_backends
from moto.sts.exceptions import STSClientError
from moto.sts.responses import TokenResponse

from .patching import around


def refuse_unknown_roles() -> None:
    for name in ("assume_role", "assume_role_with_web_identity"):

        @around(TokenResponse, name)
        def assume(original: Any, response: Any) -> Any:
            role_arn = response._get_param("RoleArn") or ""
            if not _exists(role_arn, response.partition):
                raise STSClientError(
                    "AccessDenied",
                    f"User: arn:{response.partition}:iam::{response.current_account}:root is not authorized to "
                    f"perform: sts:AssumeRole on resource: {role_arn}",
                )
            return original(response)


def _exists(role_arn: str, partition: str) -> bool:
    account_id = (role_arn.split(":") + [""] * 5)[4]
    if account_id not in iam_backends:
        return False
    return any(role.arn == role_arn for role in iam_backends[account_id][partition].roles.values())
