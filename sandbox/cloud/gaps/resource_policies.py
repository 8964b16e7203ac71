"""What the policies of a bucket or a key let a service of AWS do."""

import json
from fnmatch import fnmatchcase
from typing import Any, Callable, Mapping

from moto.kms.models import Key, kms_backends
from moto.s3.models import FakeBucket, s3_backends

Statement = dict[str, Any]


def find_bucket(name: str) -> FakeBucket | None:
    """A bucket of whichever account: names are the world's."""
    place = s3_backends.bucket_accounts.get(name)
    return None if place is None else s3_backends[place[1]][place[0]].buckets.get(name)


def find_key(arn: str) -> Key | None:
    """A key of whichever account, by its ARN."""
    parts = arn.split(":")
    if len(parts) != 6 or parts[2] != "kms":
        return None
    backend = kms_backends[parts[4]][parts[3]]
    return backend.keys.get(parts[5].removeprefix("key/"))


def service_may(
    policy: str | bytes | None, service: str, action: str, resource: str, context: Mapping[str, str]
) -> bool:
    """Whether a policy allows a service principal an action and denies it nowhere.

    What is not understood allows nothing, and denies: an operator that is missing here must not let anybody in.
    """
    known = _known(context)
    about = [s for s in _about(policy, action, resource) if _names(s, service)]
    allowed = any(s["Effect"] == "Allow" and _holds(s, known, unknown=False) for s in about)
    denied = any(s["Effect"] == "Deny" and _holds(s, known, unknown=True) for s in about)
    return allowed and not denied


def account_may(policy: str | bytes | None, account_id: str, action: str, resource: str) -> bool:
    """Whether a policy allows an account an action, by its id or its root, and without any condition."""
    welcome = {account_id, f"arn:aws:iam::{account_id}:root"}
    return any(
        s["Effect"] == "Allow"
        and "Condition" not in s
        and isinstance(s.get("Principal"), dict)
        and not welcome.isdisjoint(_listed(s["Principal"].get("AWS", [])))
        for s in _about(policy, action, resource)
    )


def denied_to_all(
    policy: str | bytes | None, action: str, resource: str, context: Mapping[str, str]
) -> bool:
    """Whether a policy denies everybody an action, as far as can be told."""
    known = _known(context)
    return any(
        s["Effect"] == "Deny" and s.get("Principal") in ("*", {"AWS": "*"}) and _holds(s, known, unknown=True)
        for s in _about(policy, action, resource)
    )


def _about(policy: str | bytes | None, action: str, resource: str) -> list[Statement]:
    statements = _listed(json.loads(policy).get("Statement", [])) if policy else []
    return [statement for statement in statements if _covers(statement, action, resource)]


def _known(context: Mapping[str, str]) -> dict[str, str]:
    return {key.lower(): value for key, value in context.items()}


def _names(statement: Statement, service: str) -> bool:
    principal = statement.get("Principal", {})
    if principal == "*":
        return True
    return isinstance(principal, dict) and service in _listed(principal.get("Service", []))


def _covers(statement: Statement, action: str, resource: str) -> bool:
    if not any(fnmatchcase(action.lower(), pattern.lower()) for pattern in _listed(statement.get("Action", []))):
        return False
    if "NotResource" in statement:
        return not any(fnmatchcase(resource, pattern) for pattern in _listed(statement["NotResource"]))
    return any(fnmatchcase(resource, pattern) for pattern in _listed(statement.get("Resource", [])))


def _holds(statement: Statement, context: Mapping[str, str], unknown: bool) -> bool:
    return all(
        _condition(operator, context.get(key.lower()), [str(value) for value in _listed(values)], unknown)
        for operator, keys in statement.get("Condition", {}).items()
        for key, values in keys.items()
    )


def _condition(operator: str, actual: str | None, wanted: list[str], unknown: bool) -> bool:
    if operator == "Null":
        return wanted == [str(actual is None).lower()]
    compare = OPERATORS.get(operator.removesuffix("IfExists"))
    if compare is None:
        return unknown
    negated = "Not" in operator
    if actual is None:
        return negated or operator.endswith("IfExists")
    matches = any(compare(actual, value) for value in wanted)
    return matches != negated


def _equal(actual: str, wanted: str) -> bool:
    return actual == wanted


def _less(actual: str, wanted: str) -> bool:
    return float(actual) < float(wanted)


OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": _equal,
    "StringNotEquals": _equal,
    "StringLike": fnmatchcase,
    "StringNotLike": fnmatchcase,
    "ArnEquals": fnmatchcase,
    "ArnNotEquals": fnmatchcase,
    "ArnLike": fnmatchcase,
    "ArnNotLike": fnmatchcase,
    "Bool": _equal,
    "NumericLessThan": _less,
}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
