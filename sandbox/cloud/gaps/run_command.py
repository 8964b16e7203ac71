"""Run Command of Systems Manager, with commands that really run.

A command of AWS-RunShellScript is an ordinary process on this machine, in a folder that stands for the instance's disk:
with the programs of this project's images, and with the artifact that the instance's service and commit have in a bucket of
this cloud. Paths of an instance in a program are rewritten to lie below that folder; where no system was booted, scripts of
this folder stand for systemd. The folder of one service's databases is shared by all its account's instances.
"""

import datetime
import io
import os
import re
import signal
import subprocess
import tarfile
import tempfile
import threading
from pathlib import Path
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.ec2.models import ec2_backends
from moto.s3.models import s3_backends
from moto.ssm.models import Command, SimpleSystemManagerBackend
from moto.ssm.responses import SimpleSystemManagerResponse

from .patching import action, around

_DOCUMENT = "AWS-RunShellScript"

# What the images bring along.
_PROGRAMS = Path(__file__).resolve().parents[3] / "images/scripts/base/files/usr/libexec/duotone"
_STAND_INS = Path(__file__).resolve().parent / "instance"

# Paths of an instance that lie below its folder here.
_OWN = re.compile(r"/(?=(?:etc/duotone|opt/duotone|run/duotone|usr/libexec/duotone|var/(?:cache|lib|log)/duotone)\b)")

# What GetCommandInvocation tells of an output: its first characters.
# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCommandInvocation.html
_OUTPUT_LIMIT = 24000
_ERROR_LIMIT = 8000

# What AWS takes of a comment, and of a delivery at the least, in characters and seconds.
_COMMENT_LIMIT = 100
_LEAST_DELIVERY = 30

# The document's own, in seconds: executionTimeout where none is given.
_EXECUTION_LIMIT = 3600

# Seconds between asking a command to end and ending it.
_GRACE = 10

# What `timeout` ends with where it had to end its command.
_TIMED_OUT = 124

_folder_lock = threading.Lock()


def _root() -> Path:
    """Where the instances' folders are: the run's own, which goes with the run."""
    with _folder_lock:
        given = os.environ.get("DUOTONE_INSTANCES_DIR")
        if not given:
            given = os.environ["DUOTONE_INSTANCES_DIR"] = tempfile.mkdtemp(prefix="duotone-instances-")
        return Path(given)


class _Run:
    """One command on one instance."""

    def __init__(self, account_id: str, region: str, instance: Any, parameters: dict[str, list[str]]) -> None:
        self.began = datetime.datetime.now(datetime.timezone.utc)
        self.ended: datetime.datetime | None = None
        self.status = "InProgress"
        self.details = "In Progress"
        self.code = -1
        self.out = self.error = ""
        self._cancelled = False
        self._process: subprocess.Popen[bytes] | None = None
        self._limit = int((parameters.get("executionTimeout") or [str(_EXECUTION_LIMIT)])[0])
        disk = _root() / "disks" / account_id / instance.id
        threading.Thread(
            target=self._carry_out, args=(account_id, region, instance, disk, parameters["commands"]), daemon=True
        ).start()

    def cancel(self) -> None:
        if self.ended is None:
            self._cancelled = True
            self.status = self.details = "Cancelling"
            if self._process is not None:
                self._process.send_signal(signal.SIGTERM)

    def _carry_out(self, account_id: str, region: str, instance: Any, disk: Path, commands: list[str]) -> None:
        try:
            environment = _prepare(account_id, region, instance, disk)
            script = disk / "command"
            script.write_text("\n".join(_below(disk, line) for line in commands) + "\n")
            # Written to files: what a command leaves running must not keep its end from being seen.
            with (disk / "stdout").open("wb") as out, (disk / "stderr").open("wb") as error:
                self._process = subprocess.Popen(
                    ["timeout", f"--kill-after={_GRACE}", str(self._limit), "sh", str(script)],
                    env=environment,
                    cwd=disk,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=error,
                    start_new_session=True,
                )
                if self._cancelled:
                    self._process.send_signal(signal.SIGTERM)
                code = self._process.wait()
            self._end(code, (disk / "stdout").read_text("utf-8", "replace"), (disk / "stderr").read_text("utf-8", "replace"))
        except Exception as failure:  # noqa: BLE001: as on an instance, where the agent tells what it could not do
            self._end(1, "", f"{type(failure).__name__}: {failure}")

    def _end(self, code: int, out: str, error: str) -> None:
        self.out, self.error = out[:_OUTPUT_LIMIT], error[:_ERROR_LIMIT]
        self.code = 128 - code if code < 0 else code
        if self._cancelled:
            self.status, self.details = "Cancelled", "Cancelled"
        elif code == _TIMED_OUT:
            self.status, self.details = "TimedOut", "Execution Timed Out"
        else:
            self.status = self.details = "Success" if code == 0 else "Failed"
        self.ended = datetime.datetime.now(datetime.timezone.utc)


def run_shell_scripts() -> None:
    @around(SimpleSystemManagerBackend, "send_command")
    def send(original: Any, backend: SimpleSystemManagerBackend, **asked: Any) -> Command:
        if asked["document_name"] != _DOCUMENT:
            return original(backend, **asked)
        if len(asked["comment"] or "") > _COMMENT_LIMIT:
            raise JsonRESTError("ValidationException", f"comment has more than {_COMMENT_LIMIT} characters.")
        if asked["timeout_seconds"] is not None and asked["timeout_seconds"] < _LEAST_DELIVERY:
            raise JsonRESTError("ValidationException", f"timeoutSeconds is less than {_LEAST_DELIVERY}.")
        instances = [_managed(backend, instance_id) for instance_id in asked["instance_ids"]]
        if not instances or None in instances:
            raise JsonRESTError("InvalidInstanceId", "Instances not in a valid state for account")
        wanted = [instance.id for instance in instances]
        command = original(backend, **asked)
        # Without targets, moto takes every instance of the account for one.
        command.instance_ids = wanted
        command.target_count = len(wanted)
        command.invocations = [one for one in command.invocations if one["InstanceId"] in wanted]
        command.runs = {
            instance.id: _Run(backend.account_id, backend.region_name, instance, asked["parameters"])
            for instance in instances
        }
        return command

    @around(Command, "response_object")
    def respond(original: Any, command: Command) -> dict[str, Any]:
        answer = original(command)
        runs = list(getattr(command, "runs", {}).values())
        if runs:
            answer["Status"] = runs[0].status
            answer["StatusDetails"] = runs[0].details
        return answer

    @around(Command, "get_invocation")
    def look(original: Any, command: Command, instance_id: str, plugin_name: str | None) -> dict[str, Any]:
        answer = original(command, instance_id, plugin_name)
        run = getattr(command, "runs", {}).get(instance_id)
        if run is None:
            return answer
        ended = run.ended
        return {
            **answer,
            "ResponseCode": run.code,
            "ExecutionStartDateTime": run.began.isoformat(),
            "ExecutionEndDateTime": "" if ended is None else ended.isoformat(),
            "ExecutionElapsedTime": "" if ended is None else f"PT{(ended - run.began).total_seconds():.3f}S",
            "Status": run.status,
            "StatusDetails": run.details,
            # Nothing is told before the end.
            "StandardOutputContent": "" if ended is None else run.out,
            "StandardErrorContent": "" if ended is None else run.error,
        }


def find_commands_by_filters() -> None:
    @around(SimpleSystemManagerBackend, "list_commands")
    def find(
        original: Any, backend: SimpleSystemManagerBackend, command_id: str | None, instance_id: str | None
    ) -> list[Command]:
        # moto heeds only one of the two.
        found = original(backend, command_id, None)
        return [command for command in found if instance_id is None or instance_id in command.instance_ids]

    @around(SimpleSystemManagerResponse, "list_commands")
    def respond(original: Any, response: SimpleSystemManagerResponse) -> ActionResult:
        answer = original(response)
        commands = answer.result["Commands"]
        for given in response._get_param("Filters", []):
            commands = [command for command in commands if _passes(command, given["key"], given["value"])]
        newest_first = sorted(commands, key=lambda command: command["RequestedDateTime"], reverse=True)
        return ActionResult({**answer.result, "Commands": newest_first})


def _passes(command: dict[str, Any], key: str, value: str) -> bool:
    if key in ("InvokedAfter", "InvokedBefore"):
        moment = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        requested = command["RequestedDateTime"]
        if requested.tzinfo is None:
            requested = requested.replace(tzinfo=datetime.timezone.utc)
        return requested > moment if key == "InvokedAfter" else requested < moment
    if key == "Status":
        return command["Status"] == value
    if key == "DocumentName":
        return command["DocumentName"] == value
    raise NotImplementedError(f"ListCommands with filter {key}")


def cancel_commands() -> None:
    @action(SimpleSystemManagerResponse, "cancel_command")
    def cancel(response: SimpleSystemManagerResponse) -> ActionResult:
        command = response.ssm_backend.get_command_by_id(response._get_param("CommandId"))
        wanted = response._get_param("InstanceIds", [])
        for instance_id, run in getattr(command, "runs", {}).items():
            if not wanted or instance_id in wanted:
                run.cancel()
        return ActionResult({})


def know_instances() -> None:
    @action(SimpleSystemManagerResponse, "describe_instance_information")
    def describe(response: SimpleSystemManagerResponse) -> ActionResult:
        backend = response.ssm_backend
        filters = {given["Key"]: given["Values"] for given in response._get_param("Filters", [])}
        if set(filters) - {"InstanceIds"}:
            raise NotImplementedError(f"DescribeInstanceInformation with filters {sorted(filters)}")
        ids = filters.get("InstanceIds")
        found = []
        for reservation in ec2_backends[backend.account_id][backend.region_name].all_reservations():
            for instance in reservation.instances:
                if instance.state in ("running", "stopped") and (ids is None or instance.id in ids):
                    ping = "Online" if instance.state == "running" else "ConnectionLost"
                    found.append(
                        {"InstanceId": instance.id, "PingStatus": ping, "PlatformType": "Linux", "ResourceType": "EC2Instance"}
                    )
        return ActionResult({"InstanceInformationList": found})


def _managed(backend: SimpleSystemManagerBackend, instance_id: str) -> Any:
    for reservation in ec2_backends[backend.account_id][backend.region_name].all_reservations():
        for instance in reservation.instances:
            if instance.id == instance_id and instance.state == "running":
                return instance
    return None


def _prepare(account_id: str, region: str, instance: Any, disk: Path) -> dict[str, str]:
    """Makes an instance's folder what a boot of its image would have, as far as a command needs it."""
    tags = {tag["key"]: tag["value"] for tag in instance.get_tags()}
    service, commit = tags.get("service", ""), tags.get("commit", "")
    libexec = disk / "usr/libexec/duotone"
    for folder in ("etc/duotone", "run/duotone", "var/lib/duotone", "var/cache/duotone", "var/log/duotone"):
        (disk / folder).mkdir(parents=True, exist_ok=True)
    if not libexec.exists():
        libexec.mkdir(parents=True)
        for program in _PROGRAMS.iterdir():
            copy = libexec / program.name
            copy.write_text(_below(disk, program.read_text()))
            copy.chmod(0o755)
        _unpack_artifact(service, commit, disk / "opt/duotone/service")
    database = _root() / "databases" / account_id / service
    database.mkdir(parents=True, exist_ok=True)
    (disk / "run/duotone/service.env").write_text(
        "".join(
            f"{name}={value}\n"
            for name, value in {
                "DUOTONE_SERVICE": service,
                "DUOTONE_CLUSTER": tags.get("cluster", ""),
                "DUOTONE_COMMIT": commit,
                "AWS_REGION": region,
                "DUOTONE_SAMPLE_DATABASE": database,
            }.items()
        )
    )
    return {
        "PATH": f"{_STAND_INS}:{os.environ.get('PATH', '/usr/bin:/bin')}",
        "DUOTONE_STAND_IN_UNITS": str(disk / "run/units"),
        # Whoever ends the run finds the command by it.
        **{name: os.environ[name] for name in ("DUOTONE_SANDBOX_RUN",) if name in os.environ},
    }


def _unpack_artifact(service: str, commit: str, folder: Path) -> None:
    """What the image was baked of, from whatever bucket has it; nothing where none has."""
    folder.mkdir(parents=True, exist_ok=True)
    key = f"{service}/{commit}.tar.gz"
    for account in s3_backends.values():
        for backend in account.values():
            for bucket in backend.buckets.values():
                found = bucket.keys.get(key)
                if found is not None:
                    with tarfile.open(fileobj=io.BytesIO(found.value), mode="r:gz") as archive:
                        archive.extractall(folder, filter="data")
                    return


def _below(disk: Path, text: str) -> str:
    return _OWN.sub(lambda _: f"{disk}/", text)
