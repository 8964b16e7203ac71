"""Rotation of secrets by the function that they name, run by Node on this machine instead of in a container."""

import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
import zipfile
from pathlib import Path
from typing import Any

import boto3
from moto.awslambda.models import LambdaBackend, lambda_backends
from moto.secretsmanager.exceptions import ResourceNotFoundException, SecretNotFoundException
from moto.secretsmanager.models import SecretsManagerBackend

from .patching import around

# What AWS gives a function's code beside the code itself: the SDK, of the version that this project pins.
_NODE_MODULES = Path(__file__).resolve().parents[3] / "node_modules"

_STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")

# A function of the sandbox that is not done by then hangs.
_STEP_SECONDS = 60

_RUN = """
const [file, name, event] = process.argv.slice(1);
require(file)[name](JSON.parse(event)).catch((error) => {
  console.error(error);
  process.exit(1);
});
"""


def run_rotation_functions() -> None:
    @around(SecretsManagerBackend, "rotate_secret")
    def rotate(
        original: Any,
        backend: SecretsManagerBackend,
        secret_id: str,
        client_request_token: str | None = None,
        rotation_lambda_arn: str | None = None,
        rotation_rules: dict[str, Any] | None = None,
        rotate_immediately: bool = True,
    ) -> str:
        if secret_id not in backend.secrets:
            raise SecretNotFoundException()
        secret = backend.secrets[secret_id]
        arn = rotation_lambda_arn or secret.rotation_lambda_arn
        if not arn or secret.is_deleted():
            return original(
                backend, secret_id, client_request_token, rotation_lambda_arn, rotation_rules, rotate_immediately
            )
        functions: LambdaBackend = lambda_backends[backend.account_id][backend.region_name]
        try:
            function = functions.get_function(arn)
        except Exception:
            raise ResourceNotFoundException(f"Resource not found for ARN '{arn}'.")
        days = (rotation_rules or {}).get("AutomaticallyAfterDays", secret.auto_rotate_after_days)
        secret.rotation_requested = True
        secret.rotation_enabled = True
        secret.rotation_lambda_arn = arn
        secret.auto_rotate_after_days = days
        secret.next_rotation_date = int(time.time()) + days * 86400
        if rotate_immediately:
            token = client_request_token or str(uuid.uuid4())
            secret.remove_version_stages_from_old_versions(["AWSPENDING"])
            secret.versions[token] = {
                "createdate": int(time.time()),
                "version_id": token,
                "version_stages": ["AWSPENDING"],
            }
            # Like AWS after it has answered: the function's own calls wait for this one to be over.
            work = threading.Thread(target=_rotate, args=(function, backend.region_name, secret, token), daemon=True)
            work.start()
        return secret.to_short_dict()


def move_the_current_label_of_a_new_secret() -> None:
    @around(SecretsManagerBackend, "update_secret_version_stage")
    def update(
        original: Any,
        backend: SecretsManagerBackend,
        secret_id: str,
        version_stage: str,
        remove_from_version_id: str,
        move_to_version_id: str,
    ) -> tuple[str, str]:
        secret = backend.secrets[secret_id] if secret_id in backend.secrets else None
        if secret is None or version_stage != "AWSCURRENT":
            return original(backend, secret_id, version_stage, remove_from_version_id, move_to_version_id)
        first = not any("AWSCURRENT" in version["version_stages"] for version in secret.versions.values())
        if first and not remove_from_version_id and move_to_version_id in secret.versions:
            secret.versions[move_to_version_id]["version_stages"].append(version_stage)
            answer = (secret.arn, secret.name)
        else:
            answer = original(backend, secret_id, version_stage, remove_from_version_id, move_to_version_id)
        secret.set_default_version_id(move_to_version_id)
        return answer


def _rotate(function: Any, region: str, secret: Any, token: str) -> None:
    try:
        with tempfile.TemporaryDirectory(prefix="duotone-function-") as folder:
            with zipfile.ZipFile(io.BytesIO(function.code_bytes)) as code:
                code.extractall(folder)
            os.symlink(_NODE_MODULES, os.path.join(folder, "node_modules"))
            environment = _environment(function, region)
            for step in _STEPS:
                event = {"Step": step, "SecretId": secret.arn, "ClientRequestToken": token}
                _run(folder, function.handler, event, environment)
        secret.last_rotation_date = int(time.time())
    except Exception as error:  # noqa: BLE001: AWS writes it to the function's log, and the rotation stays pending
        print(f"rotation of {secret.name} failed: {error}", file=sys.stderr, flush=True)


def _run(folder: str, handler: str, event: dict[str, str], environment: dict[str, str]) -> None:
    module, name = handler.rsplit(".", 1)
    command = ["node", "-e", _RUN, os.path.join(folder, f"{module}.js"), name, json.dumps(event)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_STEP_SECONDS)
    if ended.returncode != 0:
        raise RuntimeError(f"{event['Step']}: {ended.stderr.strip()[-2000:]}")


def _environment(function: Any, region: str) -> dict[str, str]:
    endpoint = f"http://127.0.0.1:{os.environ['MOTO_PORT']}"
    sts = boto3.client(
        "sts", endpoint_url=endpoint, region_name=region, aws_access_key_id="function", aws_secret_access_key="function"
    )
    session = sts.assume_role(RoleArn=function.role, RoleSessionName="function")["Credentials"]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "DUOTONE_SANDBOX_RUN")}
    return {
        **kept,
        **function.environment_vars,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_REGION": region,
        "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["SessionToken"],
    }
