"""Launch templates whose own tags are not their instances' tags, and whose later versions start instances, too."""

from typing import Any

from moto.ec2.models.launch_templates import LaunchTemplate, LaunchTemplateBackend
from moto.ec2.utils import parse_user_data

from .patching import around


def keep_template_tags_apart() -> None:
    @around(LaunchTemplateBackend, "create_launch_template")
    def create(
        original: Any, backend: Any, name: str, description: str, data: dict[str, Any], tags: Any
    ) -> Any:
        specifications = [
            item
            for item in data.get("TagSpecifications", [])
            if item.get("ResourceType") != "launch-template"
        ]
        data = {key: value for key, value in data.items() if key != "TagSpecifications"}
        if specifications:
            data["TagSpecifications"] = specifications
        return original(backend, name, description, data, tags)


def read_user_data_of_versions() -> None:
    @around(LaunchTemplate, "create_version")
    def create(original: Any, template: Any, data: dict[str, Any], description: str) -> Any:
        if isinstance(data.get("UserData"), str):
            data = {**data, "UserData": parse_user_data(data["UserData"])}
        return original(template, data, description)
