"""EFS: policies of file systems that are taken away."""

import json
from typing import Any

from moto.efs.exceptions import FileSystemNotFound
from moto.efs.responses import EFSResponse

from .patching import action


def delete_policies() -> None:
    @action(EFSResponse, "delete_file_system_policy")
    def delete(response: Any) -> Any:
        file_system_id = response._get_param("FileSystemId")
        file_system = response.efs_backend.file_systems_by_id.get(file_system_id)
        if file_system is None:
            raise FileSystemNotFound(file_system_id)
        file_system.file_system_policy = None
        return json.dumps({}), {"status": 200, "Content-Type": "application/json"}
