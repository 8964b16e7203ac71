"""Callers whose keys moto did not hand out, named as AWS names a user."""

from typing import Any

from moto.sts.models import STSBackend

from .patching import around


def name_users_as_iam_does() -> None:
    @around(STSBackend, "get_caller_identity")
    def identity(original: Any, backend: Any, *args: Any, **kwargs: Any) -> tuple[str, str, str]:
        user_id, arn, account_id = original(backend, *args, **kwargs)
        # A user belongs to IAM; what policies compare with is this ARN, and STS has none of the kind.
        return user_id, arn.replace(":sts::", ":iam::") if ":user/" in arn else arn, account_id
