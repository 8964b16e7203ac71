"""Policies of an organization that are as AWS takes them, attached where and as often as AWS allows."""

import json
from typing import Any

from moto.organizations.exceptions import (
    ConstraintViolationException,
    OrganizationsClientError,
    PolicyTypeNotEnabledException,
)
from moto.organizations.models import FakeRoot, OrganizationsBackend

from .patching import around

# Characters of a policy, and policies on one target, by type.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
CHARACTERS = {"SERVICE_CONTROL_POLICY": 10_240, "RESOURCE_CONTROL_POLICY": 5_120}
ATTACHED = {"SERVICE_CONTROL_POLICY": 10, "RESOURCE_CONTROL_POLICY": 5}

# Services that took resource control policies from the start; later ones are left out, as in older partitions.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
RESOURCE_CONTROLLED = ("kms", "s3", "secretsmanager", "sqs", "sts")


def read_documents() -> None:
    @around(OrganizationsBackend, "create_policy")
    def create(original: Any, backend: Any, **kwargs: Any) -> dict[str, Any]:
        _check(kwargs["Type"], kwargs["Content"])
        return original(backend, **kwargs)

    @around(OrganizationsBackend, "update_policy")
    def update(original: Any, backend: Any, **kwargs: Any) -> dict[str, Any]:
        if kwargs.get("Content") is not None:
            _check(backend.get_policy_by_id(kwargs["PolicyId"]).type, kwargs["Content"])
        return original(backend, **kwargs)


def limit_attachments() -> None:
    @around(OrganizationsBackend, "attach_policy")
    def attach(original: Any, backend: Any, **kwargs: Any) -> None:
        policy = backend.get_policy_by_id(kwargs["PolicyId"])
        if not policy.aws_managed:
            _check_attachment(backend, policy, kwargs["TargetId"])
        original(backend, **kwargs)


def _check(policy_type: str, content: str) -> None:
    if len(content) > CHARACTERS.get(policy_type, len(content)):
        raise ConstraintViolationException("You have exceeded the maximum policy size.")
    if policy_type in CHARACTERS and not _well_formed(policy_type, content):
        raise OrganizationsClientError(
            "MalformedPolicyDocumentException",
            "The provided policy document does not meet the requirements of the specified policy type.",
        )


def _well_formed(policy_type: str, content: str) -> bool:
    try:
        document = json.loads(content)
        statements = _several(document["Statement"])
    except (ValueError, TypeError, KeyError):
        return False
    of_resources = policy_type == "RESOURCE_CONTROL_POLICY"
    return all(
        ("Action" in statement) != ("NotAction" in statement)
        and ("Resource" in statement or "NotResource" in statement)
        and (_resource_statement(statement) if of_resources else "Principal" not in statement)
        for statement in statements
    )


def _resource_statement(statement: dict[str, Any]) -> bool:
    actions = _several(statement.get("Action", []))
    return (
        statement.get("Effect") == "Deny"
        and statement.get("Principal") == "*"
        and len(actions) > 0
        and all(action.split(":")[0] in RESOURCE_CONTROLLED for action in actions)
    )


def _check_attachment(backend: Any, policy: Any, target_id: str) -> None:
    roots = [unit for unit in backend.ou if isinstance(unit, FakeRoot)]
    if not any(enabled["Type"] == policy.type for root in roots for enabled in root.policy_types):
        raise PolicyTypeNotEnabledException
    if any(target.id == target_id for target in policy.attachments):
        raise OrganizationsClientError(
            "DuplicatePolicyAttachmentException", "A policy with the same name and type is already attached."
        )
    targets = [target for target in [*backend.ou, *backend.accounts] if target.id == target_id]
    attached = [other for target in targets for other in target.attached_policies if other.type == policy.type]
    if len(attached) >= ATTACHED.get(policy.type, len(attached) + 1):
        raise ConstraintViolationException(
            "You have exceeded the number of policies of this type that can be attached to an entity."
        )


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
