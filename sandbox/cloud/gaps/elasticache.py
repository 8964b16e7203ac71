"""ElastiCache: parameter groups, and replication groups whose members are cache clusters."""

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.elasticache.exceptions import ElastiCacheException
from moto.elasticache.models import CacheCluster, ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse

from .patching import action, around

DEFAULT_ENGINE_VERSION = "7.1.0"


def know_parameter_groups() -> None:
    @action(ElastiCacheResponse, "create_cache_parameter_group")
    def create(response: Any) -> ActionResult:
        name = response._get_param("CacheParameterGroupName").lower()
        groups = _parameter_groups(response)
        if name in groups:
            raise ElastiCacheException(
                "CacheParameterGroupAlreadyExists", f"Cache parameter group {name} already exists"
            )
        backend = response.elasticache_backend
        groups[name] = {
            "CacheParameterGroupName": name,
            "CacheParameterGroupFamily": response._get_param("CacheParameterGroupFamily"),
            "Description": response._get_param("Description"),
            "IsGlobal": False,
            "ARN": f"arn:aws:elasticache:{backend.region_name}:{backend.account_id}:parametergroup:{name}",
            "parameters": {},
        }
        tags = response._get_param("Tags", [])
        backend.tagging_service.tag_resource(groups[name]["ARN"], tags)
        return ActionResult({"CacheParameterGroup": groups[name]})

    @action(ElastiCacheResponse, "describe_cache_parameter_groups")
    def describe(response: Any) -> ActionResult:
        name = response._get_param("CacheParameterGroupName")
        found = [_parameter_group(response)] if name else list(_parameter_groups(response).values())
        return ActionResult({"CacheParameterGroups": found})

    @action(ElastiCacheResponse, "modify_cache_parameter_group")
    def modify(response: Any) -> ActionResult:
        group = _parameter_group(response)
        for parameter in response._get_param("ParameterNameValues", []):
            group["parameters"][parameter["ParameterName"]] = parameter["ParameterValue"]
        return ActionResult({"CacheParameterGroupName": group["CacheParameterGroupName"]})

    @action(ElastiCacheResponse, "reset_cache_parameter_group")
    def reset(response: Any) -> ActionResult:
        group = _parameter_group(response)
        named = [parameter["ParameterName"] for parameter in response._get_param("ParameterNameValues", [])]
        for name in named or list(group["parameters"]):
            group["parameters"].pop(name, None)
        return ActionResult({"CacheParameterGroupName": group["CacheParameterGroupName"]})

    @action(ElastiCacheResponse, "describe_cache_parameters")
    def parameters(response: Any) -> ActionResult:
        found = [
            {"ParameterName": name, "ParameterValue": value, "Source": "user", "IsModifiable": True}
            for name, value in _parameter_group(response)["parameters"].items()
        ]
        return ActionResult({"Parameters": found})

    @action(ElastiCacheResponse, "delete_cache_parameter_group")
    def delete(response: Any) -> EmptyResult:
        group = _parameter_group(response)
        del _parameter_groups(response)[group["CacheParameterGroupName"]]
        return EmptyResult()

    @around(ElastiCacheBackend, "list_tags_for_resource")
    def list_tags(original: Any, backend: Any, arn: str) -> Any:
        is_parameter_group = ":parametergroup:" in arn
        return (
            backend.tagging_service.list_tags_for_resource(arn)
            if is_parameter_group
            else original(backend, arn)
        )


def _parameter_groups(response: Any) -> dict[str, Any]:
    return response.elasticache_backend.__dict__.setdefault("parameter_groups", {})


def _parameter_group(response: Any) -> Any:
    name = response._get_param("CacheParameterGroupName")
    group = _parameter_groups(response).get(name.lower())
    if group is None:
        raise ElastiCacheException("CacheParameterGroupNotFound", f"CacheParameterGroup {name} not found.")
    return group


def delete_for_good() -> None:
    @around(ElastiCacheBackend, "delete_replication_group")
    def delete_group(
        original: Any, backend: Any, replication_group_id: str, *args: Any, **kwargs: Any
    ) -> Any:
        group = original(backend, replication_group_id, *args, **kwargs)
        del backend.replication_groups[replication_group_id]
        return group

    @action(ElastiCacheResponse, "delete_cache_subnet_group")
    def delete_subnet_group(response: Any) -> EmptyResult:
        backend = response.elasticache_backend
        group = backend.describe_cache_subnet_groups(response._get_param("CacheSubnetGroupName"))[0]
        del backend.cache_subnet_groups[group.cache_subnet_group_name]
        return EmptyResult()


def count_replicas() -> None:
    @around(ElastiCacheBackend, "create_replication_group")
    def create(original: Any, backend: Any, **kwargs: Any) -> Any:
        if kwargs.get("num_cache_clusters") and not kwargs.get("num_node_groups"):
            kwargs["replicas_per_node_group"] = kwargs["num_cache_clusters"] - 1
        return original(backend, **kwargs)


def show_members_as_clusters() -> None:
    @around(ElastiCacheBackend, "describe_cache_clusters")
    def describe(original: Any, backend: Any, cache_cluster_id: str | None = None, **kwargs: Any) -> Any:
        members = {
            member: _member(backend, group, member)
            for group in backend.replication_groups.values()
            for member in group.member_clusters
        }
        if cache_cluster_id in members:
            return [members[cache_cluster_id]]
        own = original(backend, cache_cluster_id, **kwargs)
        return own if cache_cluster_id else [*own, *members.values()]


def _member(backend: Any, group: Any, cluster_id: str) -> CacheCluster:
    """A member as the cache cluster that AWS shows it to be: the group's settings under the member's name."""
    known = {
        "account_id": backend.account_id,
        "region_name": backend.region_name,
        "cache_cluster_id": cluster_id,
        "cache_node_type": group.cache_node_type,
        "replication_group_id": group.replication_group_id,
        "num_cache_nodes": 1,
        "engine": group.engine,
        "engine_version": _full_version(group.engine_version),
        "cache_parameter_group_name": group.cache_parameter_group_name or _default_parameters(group.engine),
        "cache_subnet_group_name": group.cache_subnet_group_name,
        "transit_encryption_enabled": group.transit_encryption_enabled,
        "port": group.port,
        "auto_minor_version_upgrade": True,
        "security_group_ids": group.security_group_ids,
        "preferred_maintenance_window": group.preferred_maintenance_window,
        "snapshot_retention_limit": group.snapshot_retention_limit,
        "snapshot_window": group.snapshot_window,
        "log_delivery_configurations": [],
    }
    names = CacheCluster.__init__.__code__.co_varnames[1 : CacheCluster.__init__.__code__.co_argcount]
    cluster = CacheCluster(**{name: known.get(name) for name in names})
    cluster.at_rest_encryption_enabled = group.at_rest_encryption_enabled
    cluster.transit_encryption_mode = group.transit_encryption_mode
    cluster.security_groups = [
        {"SecurityGroupId": group_id, "Status": "active"} for group_id in group.security_group_ids or []
    ]
    return cluster


def _default_parameters(engine: str) -> str:
    return "default.valkey8" if engine == "valkey" else "default.redis7"


def _full_version(version: str | None) -> str:
    """AWS is asked for 7.1 and says 7.1.0."""
    if not version:
        return DEFAULT_ENGINE_VERSION
    return version if version.count(".") > 1 else f"{version}.0"
