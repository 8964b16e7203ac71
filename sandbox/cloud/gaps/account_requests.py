"""Requests for new accounts that end in other ways than at once and well: slow ones, and one too many."""

import time
from typing import Any

from moto.core.utils import unix_time
from moto.organizations.models import OrganizationsBackend, organizations_backends
from moto.servicequotas.exceptions import NoSuchResource
from moto.servicequotas.models import ServiceQuotasBackend

from .organizations import failed_request
from .patching import around

# Service Quotas' code of "Default maximum number of accounts"; it is known in one region only.
# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
ACCOUNT_QUOTA = "L-29A0C5DF"
QUOTA_REGION = "us-east-1"
DEFAULT_QUOTA = 10

# A tag of the organization's root that stands for an increase which AWS has granted.
QUOTA_TAG = "sandbox:account-quota"

# A tag of the organization's root: requests of before this moment, in milliseconds since the epoch, are done at once.
DONE_TAG = "sandbox:accounts-done"

# A tag of a new account: so many seconds pass until it is there. AWS takes from seconds to minutes.
SECONDS_TAG = "sandbox:creation-seconds"


def limit_accounts() -> None:
    @around(OrganizationsBackend, "create_account")
    def create(original: Any, backend: Any, **kwargs: Any) -> dict[str, Any]:
        # Closed accounts count until they are gone for good, and AWS lists them as long.
        if backend.org is not None and len(backend.accounts) >= _quota(backend):
            return failed_request(backend, kwargs["AccountName"], "ACCOUNT_LIMIT_EXCEEDED")
        return original(backend, **kwargs)


def tell_account_quota() -> None:
    @around(ServiceQuotasBackend, "get_service_quota")
    def get(original: Any, backend: Any, service_code: str, quota_code: str) -> dict[str, Any]:
        if service_code != "organizations":
            return original(backend, service_code, quota_code)
        organizations = organizations_backends[backend.account_id]["aws"]
        if quota_code != ACCOUNT_QUOTA or backend.region_name != QUOTA_REGION or organizations.org is None:
            raise NoSuchResource
        return {
            "ServiceCode": "organizations",
            "ServiceName": "AWS Organizations",
            "QuotaArn": f"arn:aws:servicequotas::{backend.account_id}:organizations/{ACCOUNT_QUOTA}",
            "QuotaCode": ACCOUNT_QUOTA,
            "QuotaName": "Default maximum number of accounts",
            "Value": float(_quota(organizations)),
            "Unit": "None",
            "Adjustable": True,
            "GlobalQuota": True,
        }


def take_as_long_as_told() -> None:
    @around(OrganizationsBackend, "create_account")
    def create(original: Any, backend: Any, **kwargs: Any) -> dict[str, Any]:
        slow = _slow(backend)
        known = list(backend.accounts)
        # One that is being made has its address and its place among the accounts already.
        others = [account for account, _due in slow.values()]
        backend.accounts = known + others
        try:
            answer = original(backend, **kwargs)
        finally:
            made = [account for account in backend.accounts if account not in known + others]
            backend.accounts = known
        tags = {tag["Key"]: tag["Value"] for tag in kwargs.get("Tags") or []}
        seconds = float(tags.get(SECONDS_TAG, 0))
        for account in made:
            slow[account.create_account_status_id] = (account, time.monotonic() + seconds)
        _finish(backend)
        return answer

    for name in ("describe_account", "list_accounts", "list_accounts_for_parent", "list_parents", "list_children"):

        @around(OrganizationsBackend, name)
        def see(original: Any, backend: Any, *args: Any, **kwargs: Any) -> Any:
            _finish(backend)
            return original(backend, *args, **kwargs)

    @around(OrganizationsBackend, "describe_create_account_status")
    def describe(original: Any, backend: Any, **kwargs: Any) -> dict[str, Any]:
        _finish(backend)
        begun = _slow(backend).get(kwargs["CreateAccountRequestId"])
        return original(backend, **kwargs) if begun is None else {"CreateAccountStatus": _in_progress(begun[0])}

    @around(OrganizationsBackend, "list_create_account_status")
    def list_statuses(original: Any, backend: Any, **kwargs: Any) -> dict[str, Any]:
        _finish(backend)
        result = original(backend, **kwargs)
        if "IN_PROGRESS" in (kwargs.get("States") or ["IN_PROGRESS"]) and result["NextToken"] is None:
            result["CreateAccountStatuses"] += [_in_progress(account) for account, _due in _slow(backend).values()]
        return result


def _finish(backend: Any) -> None:
    slow = _slow(backend)
    if not slow:
        return
    done = float(_root(backend).tags.get(DONE_TAG, 0)) / 1_000
    for request_id, (account, due) in list(slow.items()):
        if due <= time.monotonic() or unix_time(account.create_time) <= done:
            backend.accounts.append(account)
            del slow[request_id]


def _in_progress(account: Any) -> dict[str, Any]:
    return {
        "Id": account.create_account_status_id,
        "AccountName": account.name,
        "State": "IN_PROGRESS",
        "RequestedTimestamp": unix_time(account.create_time),
    }


def _slow(backend: Any) -> dict[str, tuple[Any, float]]:
    return backend.__dict__.setdefault("slow_account_requests", {})


def _quota(backend: Any) -> int:
    return int(_root(backend).tags.get(QUOTA_TAG, DEFAULT_QUOTA))


def _root(backend: Any) -> Any:
    return next(unit for unit in backend.ou if unit.id == backend.org.root_id)
