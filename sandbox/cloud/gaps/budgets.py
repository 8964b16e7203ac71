"""Budgets that tell the subscribers of their notifications, and their tags."""

import json
from typing import Any

from moto.budgets.exceptions import NotFoundException
from moto.budgets.responses import BudgetsResponse

from .patching import action, around


def tell_subscribers() -> None:
    @action(BudgetsResponse, "describe_subscribers_for_notification")
    def describe(response: Any) -> str:
        budgets = response.backend.budgets[response._get_param("AccountId")]
        budget = budgets.get(response._get_param("BudgetName"))
        wanted = response._get_param("Notification")
        for notification in budget.notifications if budget else []:
            if _same(notification.details, wanted):
                return json.dumps({"Subscribers": notification.subscribers})
        raise NotFoundException("Unable to get subscribers: the notification doesn't exist.")


def keep_tags() -> None:
    @around(BudgetsResponse, "create_budget")
    def create(original: Any, response: Any) -> str:
        answer = original(response)
        account_id = response._get_param("AccountId")
        arn = f"arn:aws:budgets::{account_id}:budget/{response._get_param('Budget')['BudgetName']}"
        _tags(response)[arn] = {tag["Key"]: tag["Value"] for tag in response._get_param("ResourceTags") or []}
        return answer

    @action(BudgetsResponse, "list_tags_for_resource")
    def list_tags(response: Any) -> str:
        tags = _tags(response).get(response._get_param("ResourceARN"), {})
        return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in tags.items()]})

    @action(BudgetsResponse, "tag_resource")
    def tag(response: Any) -> str:
        tags = _tags(response).setdefault(response._get_param("ResourceARN"), {})
        tags.update({tag["Key"]: tag["Value"] for tag in response._get_param("ResourceTags")})
        return "{}"

    @action(BudgetsResponse, "untag_resource")
    def untag(response: Any) -> str:
        tags = _tags(response).get(response._get_param("ResourceARN"), {})
        for key in response._get_param("ResourceTagKeys"):
            tags.pop(key, None)
        return "{}"


def _tags(response: Any) -> dict[str, dict[str, str]]:
    return response.backend.__dict__.setdefault("resource_tags", {})


def _same(known: dict[str, Any], wanted: dict[str, Any]) -> bool:
    fields = ("NotificationType", "ComparisonOperator", "Threshold")
    return all(known.get(field) == wanted.get(field) for field in fields)
