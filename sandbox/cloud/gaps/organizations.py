"""Accounts that take time to make and that never share an e-mail address."""

from typing import Any

from moto.core.utils import unix_time
from moto.organizations import utils
from moto.organizations.models import OrganizationsBackend

from .patching import around


def refuse_taken_emails() -> None:
    @around(OrganizationsBackend, "create_account")
    def create(original: Any, backend: Any, **kwargs: Any) -> dict[str, Any]:
        if backend.org is None or kwargs["Email"].lower() not in _emails_in_use(backend):
            return original(backend, **kwargs)
        return failed_request(backend, kwargs["AccountName"], "EMAIL_ALREADY_EXISTS")

    @around(OrganizationsBackend, "describe_create_account_status")
    def describe(original: Any, backend: Any, **kwargs: Any) -> dict[str, Any]:
        failure = _failures(backend).get(kwargs["CreateAccountRequestId"])
        return original(backend, **kwargs) if failure is None else {"CreateAccountStatus": failure}

    @around(OrganizationsBackend, "list_create_account_status")
    def list_statuses(original: Any, backend: Any, **kwargs: Any) -> dict[str, Any]:
        result = original(backend, **kwargs)
        if "FAILED" in (kwargs.get("States") or ["FAILED"]) and result["NextToken"] is None:
            result["CreateAccountStatuses"] += _failures(backend).values()
        return result


def failed_request(backend: Any, account_name: str, reason: str) -> dict[str, Any]:
    """The answer to a request for an account that is refused, and is told as refused from now on."""
    status = {
        "Id": utils.make_random_create_account_status_id(),
        "AccountName": account_name,
        "State": "FAILED",
        "FailureReason": reason,
        "RequestedTimestamp": unix_time(),
        "CompletedTimestamp": unix_time(),
    }
    _failures(backend)[status["Id"]] = status
    return {"CreateAccountStatus": status}


def _emails_in_use(backend: Any) -> set[str]:
    # A closed account keeps its address.
    accounts = {account.email.lower() for account in backend.accounts}
    return accounts | {backend.org.master_account_email.lower()}


def _failures(backend: Any) -> dict[str, dict[str, Any]]:
    return backend.__dict__.setdefault("failed_account_requests", {})


def take_a_moment_for_accounts() -> None:
    @around(OrganizationsBackend, "create_account")
    def create(original: Any, backend: Any, **kwargs: Any) -> dict[str, Any]:
        status = original(backend, **kwargs)["CreateAccountStatus"]
        if status["State"] != "SUCCEEDED":
            return {"CreateAccountStatus": status}
        begun = {key: status[key] for key in ("Id", "AccountName", "RequestedTimestamp")}
        return {"CreateAccountStatus": {**begun, "State": "IN_PROGRESS"}}
