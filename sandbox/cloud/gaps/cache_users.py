"""ElastiCache: groups of users, and replication groups that know theirs."""

from typing import Any

from moto.core.responses import ActionResult
from moto.elasticache.exceptions import ElastiCacheException
from moto.elasticache.models import ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse

from .patching import action, around


def know_user_groups() -> None:
    @action(ElastiCacheResponse, "create_user_group")
    def create(response: Any) -> ActionResult:
        backend = response.elasticache_backend
        group_id = response._get_param("UserGroupId").lower()
        groups = _groups(backend)
        if group_id in groups:
            raise ElastiCacheException("UserGroupAlreadyExists", f"User group {group_id} already exists.")
        engine = response._get_param("Engine").lower()
        user_ids = response._get_param("UserIds", [])
        _check(backend, engine, user_ids)
        groups[group_id] = {
            "UserGroupId": group_id,
            "Status": "active",
            "Engine": engine,
            "UserIds": list(user_ids),
            "MinimumEngineVersion": "7.2" if engine == "valkey" else "6.0",
            "ARN": f"arn:aws:elasticache:{backend.region_name}:{backend.account_id}:usergroup:{group_id}",
        }
        backend.tagging_service.tag_resource(groups[group_id]["ARN"], response._get_param("Tags", []))
        _tell_users(backend)
        return ActionResult(_described(backend, groups[group_id]))

    @action(ElastiCacheResponse, "describe_user_groups")
    def describe(response: Any) -> ActionResult:
        backend = response.elasticache_backend
        wanted = response._get_param("UserGroupId")
        found = [_group(backend, wanted)] if wanted else list(_groups(backend).values())
        return ActionResult({"UserGroups": [_described(backend, group) for group in found]})

    @action(ElastiCacheResponse, "modify_user_group")
    def modify(response: Any) -> ActionResult:
        backend = response.elasticache_backend
        group = _group(backend, response._get_param("UserGroupId"))
        removed = response._get_param("UserIdsToRemove", [])
        user_ids = [user for user in group["UserIds"] if user not in removed]
        user_ids += response._get_param("UserIdsToAdd", [])
        _check(backend, group["Engine"], user_ids)
        group["UserIds"] = user_ids
        _tell_users(backend)
        return ActionResult(_described(backend, group))

    @action(ElastiCacheResponse, "delete_user_group")
    def delete(response: Any) -> ActionResult:
        backend = response.elasticache_backend
        group = _group(backend, response._get_param("UserGroupId"))
        if _used_by(backend, group):
            raise ElastiCacheException(
                "InvalidUserGroupState", f"User group {group['UserGroupId']} is in use by a replication group."
            )
        del _groups(backend)[group["UserGroupId"]]
        _tell_users(backend)
        return ActionResult({**_described(backend, group), "Status": "deleting"})

    @around(ElastiCacheBackend, "create_replication_group")
    def create_replication_group(original: Any, backend: Any, **kwargs: Any) -> Any:
        for group_id in kwargs.get("user_group_ids") or []:
            _group(backend, group_id)
        return original(backend, **kwargs)


def keep_tags_of_users() -> None:
    @around(ElastiCacheBackend, "list_tags_for_resource")
    def list_tags(original: Any, backend: Any, arn: str) -> Any:
        is_group = ":usergroup:" in arn
        return backend.tagging_service.list_tags_for_resource(arn) if is_group else original(backend, arn)


def _check(backend: Any, engine: str, user_ids: list[str]) -> None:
    for user_id in user_ids:
        if user_id not in backend.users:
            raise ElastiCacheException("UserNotFound", f"User {user_id} not found.")
    users = [backend.users[user_id] for user_id in user_ids]
    if engine == "redis" and not any(user.name == "default" for user in users):
        raise ElastiCacheException(
            "DefaultUserRequired", "User group needs to contain a user with the user name default."
        )
    if engine == "valkey" and any(user.authentication["Type"] == "no-password" for user in users):
        raise ElastiCacheException(
            "InvalidParameterValue", "A user group of Valkey takes no users without a password."
        )


def _tell_users(backend: Any) -> None:
    for user_id, user in backend.users.items():
        user.user_group_ids = [
            group["UserGroupId"] for group in _groups(backend).values() if user_id in group["UserIds"]
        ]


def _used_by(backend: Any, group: dict[str, Any]) -> list[str]:
    return [
        replication_group.replication_group_id
        for replication_group in backend.replication_groups.values()
        if group["UserGroupId"] in (replication_group.user_group_ids or [])
    ]


def _described(backend: Any, group: dict[str, Any]) -> dict[str, Any]:
    return {**group, "ReplicationGroups": _used_by(backend, group)}


def _groups(backend: Any) -> dict[str, Any]:
    return backend.__dict__.setdefault("user_groups", {})


def _group(backend: Any, group_id: str) -> dict[str, Any]:
    group = _groups(backend).get(group_id.lower())
    if group is None:
        raise ElastiCacheException("UserGroupNotFound", f"User group {group_id} not found.")
    return group
