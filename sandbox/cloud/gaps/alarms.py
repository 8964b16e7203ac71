"""Alarms that look at the emulated fleet, as those of AWS look at what balancers and groups write of it."""

import operator
from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.cloudwatch.models import Alarm, CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.elbv2.models import elbv2_backends

from .load_balancers import forwarded_to
from .patching import around

COMPARISONS = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}

HOST_STATES = {"HealthyHostCount": "healthy", "UnHealthyHostCount": "unhealthy"}


def keep_state_when_changed() -> None:
    @around(CloudWatchBackend, "put_metric_alarm")
    def put(original: Any, backend: Any, *args: Any, **kwargs: Any) -> Any:
        before = backend.alarms.get(kwargs["name"])
        alarm = original(backend, *args, **kwargs)
        if before is not None:
            alarm.update_state(before.state_reason, before.state_reason_data, before.state_value)
            alarm.state_updated_timestamp = before.state_updated_timestamp
        return alarm


def judge_what_they_watch() -> None:
    """Judges at every look, and at once: AWS does so once a minute, over as many minutes as the alarm says.

    A state that was set stays until it is set again or the alarm is changed; on AWS the next minute ends it.
    """

    @around(Alarm, "__init__")
    def init(original: Any, alarm: Any, *args: Any, **kwargs: Any) -> None:
        original(alarm, *args, **kwargs)
        alarm.state_value = "INSUFFICIENT_DATA"
        alarm.is_state_set = False

    @around(CloudWatchBackend, "set_alarm_state")
    def set_state(original: Any, backend: Any, alarm_name: str, *args: Any) -> None:
        original(backend, alarm_name, *args)
        backend.alarms[alarm_name].is_state_set = True

    @around(CloudWatchResponse, "describe_alarms")
    def describe(original: Any, response: Any) -> Any:
        backend = response.cloudwatch_backend
        asked = response._get_param("AlarmNames", []) or list(backend.alarms)
        for alarm in (backend.alarms[name] for name in asked if name in backend.alarms):
            if alarm.rule is None and not alarm.is_state_set:
                state, reason = _judge(alarm, _measure(backend, alarm))
                if state != alarm.state_value:
                    alarm.update_state(reason, "{}", state)
        return original(response)


def _judge(alarm: Any, value: int | None) -> tuple[str, str]:
    periods = alarm.evaluation_periods
    if value is not None:
        is_bad = COMPARISONS[alarm.comparison_operator](value, float(alarm.threshold))
        verb = "was" if is_bad else "was not"
        reason = f"Threshold Crossed: 1 datapoint [{float(value)}] {verb} {alarm.comparison_operator} ({alarm.threshold})."
        return ("ALARM" if is_bad else "OK"), reason
    if alarm.treat_missing_data == "ignore":
        return alarm.state_value, alarm.state_reason
    treated = {"breaching": ("ALARM", "Breaching"), "notBreaching": ("OK", "NonBreaching")}
    if alarm.treat_missing_data not in treated:
        return "INSUFFICIENT_DATA", f"Insufficient Data: {periods} datapoints were unknown."
    state, word = treated[alarm.treat_missing_data]
    return state, (
        f"Threshold Crossed: no datapoints were received for {periods} periods and {periods} missing datapoints "
        f"were treated as [{word}]."
    )


def _measure(backend: Any, alarm: Any) -> int | None:
    """What the alarm's metric says now; nothing where nobody writes it, as of requests that nobody makes here."""
    dimensions = {dimension.name: dimension.value for dimension in alarm.dimensions}
    place = backend.account_id, backend.region_name
    if alarm.namespace == "AWS/ApplicationELB" and alarm.metric_name in HOST_STATES:
        return _hosts(*place, dimensions, HOST_STATES[alarm.metric_name])
    if (alarm.namespace, alarm.metric_name) == ("AWS/AutoScaling", "GroupInServiceInstances"):
        return _in_service(*place, dimensions)
    return None


def _hosts(account: str, region: str, dimensions: dict[str, str], state: str) -> int | None:
    if set(dimensions) != {"LoadBalancer", "TargetGroup"}:
        return None
    elb = elbv2_backends[account][region]
    balancers = [
        balancer
        for arn, balancer in elb.load_balancers.items()
        if arn.endswith(f":loadbalancer/{dimensions['LoadBalancer']}")
    ]
    for arn in forwarded_to(elb, balancers):
        target_group = elb.target_groups.get(arn)
        if target_group is not None and arn.endswith(f":{dimensions['TargetGroup']}") and target_group.targets:
            return sum(health.status == state for health in elb.describe_target_health(arn, []))
    return None


def _in_service(account: str, region: str, dimensions: dict[str, str]) -> int | None:
    if set(dimensions) != {"AutoScalingGroupName"}:
        return None
    group = autoscaling_backends[account][region].autoscaling_groups.get(dimensions["AutoScalingGroupName"])
    if group is None or "GroupInServiceInstances" not in group.metrics:
        return None
    return len(group.active_instances())
