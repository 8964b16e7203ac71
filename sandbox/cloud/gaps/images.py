"""Machine images with AWS's rules about names, tags and sharing."""

import copy
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError
from moto.ec2.models import ec2_backends
from moto.ec2.models.amis import Ami, AmiBackend
from moto.ec2.responses import EC2Response
from moto.ec2.utils import add_tag_specification
from moto.kms.models import kms_backends

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
            volume = backend.get_volume(root.volume_id)
            image.ebs_snapshot.encrypted = volume.encrypted
            image.ebs_snapshot.kms_key_id = volume.kms_key_id
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


def copy_as_asked() -> None:
    @around(EC2Response, "copy_image")
    def copy_image(original: Any, response: Any) -> ActionResult:
        result = original(response)
        backend = response.ec2_backend
        image = backend.amis[result._result["ImageId"]]
        region = response._get_param("SourceRegion")
        [source] = ec2_backends[backend.account_id][region].describe_images(
            ami_ids=[response._get_param("SourceImageId")]
        )
        image.root_device_type = source.root_device_type
        image.root_device_name = source.root_device_name
        _encrypt(image, source, response._get_bool_param("Encrypted"), response._get_param("KmsKeyId"))
        if response._get_bool_param("CopyImageTags"):
            image.add_tags({tag["key"]: tag["value"] for tag in source.get_tags()})
        for specification in response._get_param("TagSpecifications", []):
            tagged = {"image": image, "snapshot": image.ebs_snapshot}[specification["ResourceType"]]
            tagged.add_tags({tag["Key"]: tag["Value"] for tag in specification["Tags"]})
        return result


def _encrypt(image: Any, source: Any, encrypted: bool | None, key_id: str | None) -> None:
    snapshot, backend = image.ebs_snapshot, image.ec2_backend
    snapshot.encrypted = bool(encrypted) or source.ebs_snapshot.encrypted
    if not snapshot.encrypted:
        return
    snapshot.kms_key_id = key_id or backend.default_kms_key_id or backend._create_default_encryption_key()
    if not _is_key_of(backend, snapshot.kms_key_id):
        # EC2 looks at the key after it has answered.
        image.fails_for = f"Given key ID {snapshot.kms_key_id} is not accessible"


def _is_key_of(backend: Any, key_id: str) -> bool:
    [*place, name] = key_id.split(":", 5)
    region, account_id = (place[3], place[4]) if place else (backend.region_name, backend.account_id)
    keys = kms_backends[account_id][backend.region_name].keys
    return region == backend.region_name and name.removeprefix("key/") in keys


def take_a_moment_for_copies() -> None:
    @around(AmiBackend, "copy_image")
    def copy_image(original: Any, *args: Any, **kwargs: Any) -> Any:
        image = original(*args, **kwargs)
        image.state = "pending"
        image.looks_until_done = 1
        return image

    @around(AmiBackend, "describe_images")
    def describe(original: Any, backend: Any, *args: Any, **kwargs: Any) -> Any:
        found = original(backend, *args, **kwargs)
        for image in found:
            if image.state == "pending":
                _look(image)
        return found


def _look(image: Any) -> None:
    if image.looks_until_done > 0:
        image.looks_until_done -= 1
        return
    reason = getattr(image, "fails_for", None)
    image.state = "available" if reason is None else "failed"
    if reason is not None:
        image.state_reason = {"Code": "Client.InternalError", "Message": reason}


def keep_metadata_support() -> None:
    @around(EC2Response, "modify_image_attribute")
    def modify(original: Any, response: Any) -> Any:
        result = original(response)
        support = response._get_param("ImdsSupport", {})
        if support:
            response.ec2_backend.amis[response._get_param("ImageId")].imds_support = support["Value"]
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
