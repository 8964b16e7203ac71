"""Cost Anomaly Detection of Cost Explorer: monitors and subscriptions. They notice nothing."""

import json
from typing import Any, Callable
from uuid import uuid4

from moto.ce.responses import CostExplorerResponse
from moto.core.exceptions import JsonRESTError
from moto.core.utils import iso_8601_datetime_without_milliseconds, utcnow

from .patching import action

Kept = dict[str, dict[str, Any]]


def keep_monitors() -> None:
    @action(CostExplorerResponse, "create_anomaly_monitor")
    def create(response: Any) -> str:
        monitor = json.loads(response.body)["AnomalyMonitor"]
        monitors = _kept(response, "monitors")
        _check_monitor(monitor, monitors)
        arn = _add(response, monitors, "monitor", monitor)
        return json.dumps({"MonitorArn": arn})

    @action(CostExplorerResponse, "get_anomaly_monitors")
    def get(response: Any) -> str:
        wanted = json.loads(response.body).get("MonitorArnList") or []
        monitors = _kept(response, "monitors")
        return json.dumps({"AnomalyMonitors": _named(monitors, wanted, _unknown_monitor)})

    @action(CostExplorerResponse, "update_anomaly_monitor")
    def update(response: Any) -> str:
        body = json.loads(response.body)
        monitor = _one(_kept(response, "monitors"), body["MonitorArn"], _unknown_monitor)
        monitor["MonitorName"] = body.get("MonitorName", monitor["MonitorName"])
        return json.dumps({"MonitorArn": body["MonitorArn"]})

    @action(CostExplorerResponse, "delete_anomaly_monitor")
    def delete(response: Any) -> str:
        arn = json.loads(response.body)["MonitorArn"]
        monitors = _kept(response, "monitors")
        _one(monitors, arn, _unknown_monitor)
        del monitors[arn]
        for subscription in _kept(response, "subscriptions").values():
            subscription["MonitorArnList"] = [kept for kept in subscription["MonitorArnList"] if kept != arn]
        return "{}"


def keep_subscriptions() -> None:
    @action(CostExplorerResponse, "create_anomaly_subscription")
    def create(response: Any) -> str:
        subscription = json.loads(response.body)["AnomalySubscription"]
        _check_subscription(response, subscription)
        kept = {
            "AccountId": response.current_account,
            **subscription,
            "Subscribers": _confirmed(subscription["Subscribers"]),
        }
        arn = _add(response, _kept(response, "subscriptions"), "subscription", kept)
        return json.dumps({"SubscriptionArn": arn})

    @action(CostExplorerResponse, "get_anomaly_subscriptions")
    def get(response: Any) -> str:
        wanted = json.loads(response.body).get("SubscriptionArnList") or []
        subscriptions = _kept(response, "subscriptions")
        return json.dumps({"AnomalySubscriptions": _named(subscriptions, wanted, _unknown_subscription)})

    @action(CostExplorerResponse, "update_anomaly_subscription")
    def update(response: Any) -> str:
        body = json.loads(response.body)
        arn = body.pop("SubscriptionArn")
        subscription = _one(_kept(response, "subscriptions"), arn, _unknown_subscription)
        _check_subscription(response, {**subscription, **body})
        subscription.update(body)
        subscription["Subscribers"] = _confirmed(subscription["Subscribers"])
        return json.dumps({"SubscriptionArn": arn})

    @action(CostExplorerResponse, "delete_anomaly_subscription")
    def delete(response: Any) -> str:
        arn = json.loads(response.body)["SubscriptionArn"]
        subscriptions = _kept(response, "subscriptions")
        _one(subscriptions, arn, _unknown_subscription)
        del subscriptions[arn]
        return "{}"


def _check_monitor(monitor: dict[str, Any], monitors: Kept) -> None:
    if monitor["MonitorType"] != "DIMENSIONAL":
        return
    dimension = monitor.get("MonitorDimension")
    if dimension is None:
        raise JsonRESTError("ValidationException", "MonitorDimension is required for a DIMENSIONAL monitor")
    if any(kept.get("MonitorDimension") == dimension for kept in monitors.values()):
        raise JsonRESTError("ValidationException", "Limit exceeded on dimensional spend monitor creation")


def _check_subscription(response: Any, subscription: dict[str, Any]) -> None:
    for arn in subscription["MonitorArnList"]:
        _one(_kept(response, "monitors"), arn, _unknown_monitor)
    wanted = "SNS" if subscription["Frequency"] == "IMMEDIATE" else "EMAIL"
    if any(subscriber["Type"] != wanted for subscriber in subscription["Subscribers"]):
        raise JsonRESTError(
            "ValidationException",
            f"Only {wanted} subscribers are allowed with frequency {subscription['Frequency']}",
        )
    if "Threshold" not in subscription and "ThresholdExpression" not in subscription:
        raise JsonRESTError("ValidationException", "Threshold or ThresholdExpression is required")


def _confirmed(subscribers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**subscriber, "Status": "CONFIRMED"} for subscriber in subscribers]


def _add(response: Any, kept: Kept, what: str, details: dict[str, Any]) -> str:
    arn = f"arn:{response.partition}:ce::{response.current_account}:anomaly{what}/{uuid4()}"
    now = iso_8601_datetime_without_milliseconds(utcnow())
    dates = {"CreationDate": now, "LastUpdatedDate": now} if what == "monitor" else {}
    kept[arn] = {**details, **dates, f"{what.capitalize()}Arn": arn}
    response.ce_backend.tag_resource(arn, json.loads(response.body).get("ResourceTags") or [])
    return arn


def _kept(response: Any, what: str) -> Kept:
    return response.ce_backend.__dict__.setdefault(f"anomaly_{what}", {})


def _named(kept: Kept, wanted: list[str], unknown: Callable[[str], JsonRESTError]) -> list[dict[str, Any]]:
    return [_one(kept, arn, unknown) for arn in wanted] if wanted else list(kept.values())


def _one(kept: Kept, arn: str, unknown: Callable[[str], JsonRESTError]) -> dict[str, Any]:
    if arn not in kept:
        raise unknown(arn)
    return kept[arn]


def _unknown_monitor(arn: str) -> JsonRESTError:
    return JsonRESTError("UnknownMonitorException", f"Could not find anomaly monitor {arn}")


def _unknown_subscription(arn: str) -> JsonRESTError:
    return JsonRESTError("UnknownSubscriptionException", f"Could not find anomaly subscription {arn}")
