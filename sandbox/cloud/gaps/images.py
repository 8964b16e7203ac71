"""Machine images with AWS's rules about names, tags and sharing."""

import copy
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import ec2_backends
from moto.ec2.models.amis import Ami, AmiBackend
from moto.ec2.responses import EC2Response
from moto.ec2.utils import add_tag_specification

from .patching import around


def refuse_taken_names() -> None:
    @around(AmiBackend, "create_image")
    def create(original: Any, backend: Any, instance_id: str, name: str, *args: Any, **kwargs: Any) -> Any:
        _refuse_taken(backend, name)
        return original(backend, instance_id, name, *args, **kwargs)

    @around(AmiBackend, "register_image")
    def register(original: Any, backend: Any, name: str | None = None, *args: Any, **kwargs: Any) -> Any:
        _refuse_taken(backend, name)
        return original(backend, name, *args, **kwargs)


def _refuse_taken(backend: Any, name: str | None) -> None:
    holder = next(
        (ami for ami in backend.amis.values() if ami.owner_id == backend.account_id and ami.name == name),
        None,
    )
    if holder is not None:
        raise EC2ClientError(
            "InvalidAMIName.Duplicate", f"AMI name {name} is already in use by AMI {holder.id}"
        )


def tag_snapshots() -> None:
    @around(AmiBackend, "create_image")
    def create(original: Any, backend: Any, *args: Any, tag_specifications: list[dict[str, Any]]) -> Any:
        of_snapshot = [one for one in tag_specifications if one["ResourceType"] == "snapshot"]
        others = [one for one in tag_specifications if one["ResourceType"] != "snapshot"]
        image = original(backend, *args, tag_specifications=others)
        for specification in of_snapshot:
            image.ebs_snapshot.add_tags({tag["Key"]: tag["Value"] for tag in specification["Tags"]})
        return image


def have_the_instances_root() -> None:
    @around(AmiBackend, "create_image")
    def create(original: Any, backend: Any, instance_id: str, *args: Any, **kwargs: Any) -> Any:
        image = original(backend, instance_id, *args, **kwargs)
        [source] = backend.describe_images(ami_ids=[backend.get_instance(instance_id).image_id])
        image.root_device_type = "ebs"
        image.root_device_name = source.root_device_name
        return image


def keep_encryption() -> None:
    @around(AmiBackend, "create_image")
    def create(original: Any, backend: Any, instance_id: str, *args: Any, **kwargs: Any) -> Any:
        image = original(backend, instance_id, *args, **kwargs)
        root = backend.get_instance(instance_id).block_device_mapping.get(image.root_device_name)
        if root is not None:
            image.ebs_snapshot.encrypted = backend.get_volume(root.volume_id).encrypted
        return image

    mappings = Ami.block_device_mappings.fget

    def with_encryption(image: Any) -> list[dict[str, Any]]:
        encrypted = image.ebs_snapshot.encrypted
        return [{**one, "Ebs": {**one["Ebs"], "Encrypted": encrypted}} for one in mappings(image)]

    Ami.block_device_mappings = property(with_encryption)


def keep_what_is_registered() -> None:
    @around(EC2Response, "register_image")
    def register(original: Any, response: Any) -> ActionResult:
        result = original(response)
        image = response.ec2_backend.amis[result._result["ImageId"]]
        image.architecture = response._get_param("Architecture", "i386")
        image.root_device_name = response._get_param("RootDeviceName", image.root_device_name)
        tags = add_tag_specification(response._get_param("TagSpecifications", []))
        image.add_tags(tags or {})
        return result


def show_shared_images() -> None:
    @around(AmiBackend, "describe_images")
    def describe(original: Any, backend: Any, *args: Any, **kwargs: Any) -> Any:
        own = backend.amis
        backend.amis = {**_shared_with(backend), **own}
        try:
            return original(backend, *args, **kwargs)
        finally:
            backend.amis = own


def _shared_with(backend: Any) -> dict[str, Any]:
    """Other accounts' images that name this account in their launch permissions, as this account sees them."""
    shared = {}
    for account_id, regions in list(ec2_backends.items()):
        if account_id == backend.account_id or backend.region_name not in regions:
            continue
        for image in regions[backend.region_name].amis.values():
            if {"UserId": backend.account_id} in image.launch_permissions:
                # The owner's tags are the owner's alone: this account looks them up among its own.
                view = copy.copy(image)
                view.ec2_backend = backend
                shared[view.id] = view
    return shared
