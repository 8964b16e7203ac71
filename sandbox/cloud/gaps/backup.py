"""AWS Backup: what a plan backs up, and plans that are changed."""

import json
from typing import Any
from urllib.parse import unquote

from moto.backup.exceptions import (
    AlreadyExistsException,
    InvalidParameterValueException,
    InvalidRequestException,
)
from moto.backup.models import BackupBackend
from moto.backup.responses import BackupResponse
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random

from .patching import action, around


def keep_selections() -> None:
    @action(BackupResponse, "create_backup_selection")
    def create(response: Any) -> str:
        plan = _plan(response)
        asked = json.loads(response.body)
        wanted = asked["BackupSelection"]
        if wanted["SelectionName"] in {
            selection["BackupSelection"]["SelectionName"] for selection in _selections(plan).values()
        }:
            raise AlreadyExistsException(msg="Backup selection with the same name already exists")
        if not (wanted.get("Resources") or wanted.get("ListOfTags") or wanted.get("Conditions")):
            raise InvalidParameterValueException(msg="Selection has neither resources nor conditions")
        selection = {
            "SelectionId": str(mock_random.uuid4()),
            "BackupPlanId": plan.backup_plan_id,
            "CreationDate": unix_time(),
            "CreatorRequestId": asked.get("CreatorRequestId"),
            "BackupSelection": {"ListOfTags": [], "NotResources": [], "Conditions": {}, **wanted},
        }
        _selections(plan)[selection["SelectionId"]] = selection
        return json.dumps({key: selection[key] for key in ("SelectionId", "BackupPlanId", "CreationDate")})

    @action(BackupResponse, "get_backup_selection")
    def get(response: Any) -> str:
        return json.dumps(_selection(response))

    @action(BackupResponse, "list_backup_selections")
    def list_all(response: Any) -> str:
        found = [
            {
                **{key: selection[key] for key in ("SelectionId", "BackupPlanId", "CreationDate")},
                "SelectionName": selection["BackupSelection"]["SelectionName"],
                "IamRoleArn": selection["BackupSelection"]["IamRoleArn"],
            }
            for selection in _selections(_plan(response)).values()
        ]
        return json.dumps({"BackupSelectionsList": found})

    @action(BackupResponse, "delete_backup_selection")
    def delete(response: Any) -> str:
        selection = _selection(response)
        del _selections(_plan(response))[selection["SelectionId"]]
        return ""

    @around(BackupBackend, "delete_backup_plan")
    def delete_plan(original: Any, backend: Any, backup_plan_id: str) -> Any:
        plan = backend.plans.get(backup_plan_id)
        if plan is not None and _selections(plan):
            raise InvalidRequestException(msg="Related backup plan selections must be deleted prior to backup plan")
        return original(backend, backup_plan_id)


def change_plans() -> None:
    @action(BackupResponse, "update_backup_plan")
    def update(response: Any) -> str:
        plan = _plan(response)
        changed = type(plan)(
            json.loads(response.body)["BackupPlan"], plan.creator_request_id, response.backup_backend
        )
        plan.backup_plan = changed.backup_plan
        plan.version_id = changed.version_id
        plan.advanced_backup_settings = changed.advanced_backup_settings
        return json.dumps(plan.to_dict())


def find_tags() -> None:
    @around(BackupResponse, "list_tags")
    def list_tags(_original: Any, response: Any) -> str:
        arn = unquote(response.path.split("/tags/")[1].rstrip("/"))
        return json.dumps({"Tags": response.backup_backend.list_tags(resource_arn=arn)})


def _plan(response: Any) -> Any:
    plan_id = response.path.split("/plans/")[1].split("/")[0]
    return response.backup_backend.get_backup_plan(plan_id, None)


def _selections(plan: Any) -> dict[str, Any]:
    return plan.__dict__.setdefault("selections", {})


def _selection(response: Any) -> dict[str, Any]:
    selection_id = response.path.rstrip("/").split("/")[-1]
    found = _selections(_plan(response)).get(selection_id)
    if found is None:
        # AWS's own words, by which the provider knows that a selection is gone.
        raise InvalidParameterValueException(msg="Cannot find Backup plan or selection with provided ID")
    return found
