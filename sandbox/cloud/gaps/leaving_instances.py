"""Instances that a lifecycle hook keeps while they go, as on AWS, and who they are, for what stands in for their insides."""

import base64
import time
from typing import Any

from moto.autoscaling.exceptions import AutoscalingClientError, ValidationError
from moto.autoscaling.models import (
    AutoScalingBackend,
    FakeAutoScalingGroup,
    TerminateInstanceActivity,
    autoscaling_backends,
)
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.iam.models import iam_backends

from .patching import action, around

_TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING"
_WAITS = "Terminating:Wait"


class _InUse(AutoscalingClientError):
    code = "ResourceInUse"
    message = (
        "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) "
        "still in the group."
    )


def keep_them_while_they_go() -> None:
    @around(FakeAutoScalingGroup, "set_desired_capacity")
    def scale(original: Any, group: Any, capacity: int | None) -> None:
        wanted = group.min_size if capacity is None else capacity
        surplus = [state for state in group.active_instances() if not state.protected_from_scale_in]
        number = len(group.active_instances()) - wanted
        if number > 0 and _hook_of(group) is not None:
            _let_wait(group, surplus[:number])
            group.desired_capacity = wanted
            return
        original(group, capacity)

    @around(AutoScalingBackend, "terminate_instance")
    def terminate(original: Any, backend: Any, instance_id: str, should_decrement: bool) -> Any:
        group = getattr(backend.ec2_backend.get_instance(instance_id), "autoscaling_group", None)
        if group is None or _hook_of(group) is None:
            return original(backend, instance_id, should_decrement)
        before = group.desired_capacity
        states = [state for state in group.active_instances() if state.instance.id == instance_id]
        _let_wait(group, states)
        if should_decrement and states:
            group.desired_capacity = before - 1
        group.set_desired_capacity(group.desired_capacity)
        return _activity(states, instance_id, before, backend)

    @around(AutoScalingBackend, "describe_auto_scaling_groups")
    def describe(original: Any, backend: Any, *args: Any, **kwargs: Any) -> Any:
        for group in backend.autoscaling_groups.values():
            for state in _waiting(group):
                if state.silent_after < time.time():
                    _end(group, state)
        return original(backend, *args, **kwargs)


def refuse_to_delete_groups_in_use() -> None:
    @around(AutoScalingResponse, "delete_auto_scaling_group")
    def delete(original: Any, response: Any) -> Any:
        backend = response.autoscaling_backend
        group = backend.autoscaling_groups.get(response._get_param("AutoScalingGroupName"))
        if group is not None and _hook_of(group) is not None and group.instance_states:
            if not response._get_bool_param("ForceDelete"):
                raise _InUse()
            for state in list(group.instance_states):
                _end(group, state)
        return original(response)


def end_their_wait() -> None:
    @action(AutoScalingResponse, "complete_lifecycle_action")
    def complete(response: Any) -> ActionResult:
        group, state = _waiting_one(response)
        _end(group, state)
        return EmptyResult()

    @action(AutoScalingResponse, "record_lifecycle_action_heartbeat")
    def heartbeat(response: Any) -> ActionResult:
        group, state = _waiting_one(response)
        state.silent_after = time.time() + _hook_of(group).heartbeat_timeout
        return EmptyResult()


def leaving_instances() -> list[dict[str, Any]]:
    """Every instance that waits for its hook: what it could ask the metadata service, and whose account it is in."""
    return [
        {
            "instanceId": state.instance.id,
            "groupName": group.name,
            "hookName": _hook_of(group).name,
            "region": backend.region_name,
            "roleArn": _role_of(group, account_id),
            "userData": _text(state.instance.user_data or group.user_data),
        }
        for account_id, regions in autoscaling_backends.items()
        for backend in regions.values()
        for group in backend.autoscaling_groups.values()
        if _hook_of(group) is not None
        for state in _waiting(group)
    ]


def _hook_of(group: Any) -> Any:
    for hook in group.autoscaling_backend.describe_lifecycle_hooks(group.name):
        if hook.lifecycle_transition == _TERMINATING:
            return hook
    return None


def _waiting(group: Any) -> list[Any]:
    return [state for state in group.instance_states if state.lifecycle_state == _WAITS]


def _let_wait(group: Any, states: list[Any]) -> None:
    for state in states:
        state.lifecycle_state = _WAITS
        state.silent_after = time.time() + _hook_of(group).heartbeat_timeout
    group.autoscaling_backend.elbv2_backend.notify_terminate_instances([state.instance.id for state in states])


def _end(group: Any, state: Any) -> None:
    group.instance_states = [other for other in group.instance_states if other is not state]
    group.autoscaling_backend.ec2_backend.terminate_instances([state.instance.id])


def _waiting_one(response: Any) -> tuple[Any, Any]:
    name, instance_id = response._get_param("AutoScalingGroupName"), response._get_param("InstanceId")
    group = response.autoscaling_backend.autoscaling_groups.get(name)
    for state in _waiting(group) if group is not None else []:
        if state.instance.id == instance_id and _hook_of(group).name == response._get_param("LifecycleHookName"):
            return group, state
    raise ValidationError(f"No active Lifecycle Action found with instance ID {instance_id}")


def _activity(states: list[Any], instance_id: str, capacity: int, backend: Any) -> Any:
    instance = states[0].instance if states else backend.ec2_backend.get_instance(instance_id)
    return TerminateInstanceActivity(instance, capacity)


def _role_of(group: Any, account_id: str) -> str | None:
    template = group.ec2_launch_template
    version = template.get_version(group.launch_template_version) if template is not None else None
    arn = (version.data.get("IamInstanceProfile") or {}).get("Arn") if version is not None else None
    for profile in iam_backends[account_id]["aws"].instance_profiles.values():
        if profile.arn == arn:
            return next((role.arn for role in profile.roles), None)
    return None


def _text(user_data: Any) -> str:
    data = user_data if isinstance(user_data, bytes) else str(user_data or "").encode()
    try:
        return base64.b64decode(data, validate=True).decode()
    except ValueError:
        return data.decode(errors="replace")
