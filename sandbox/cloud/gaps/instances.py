"""Instances whose volumes are those of their image, and whose network interfaces end with them."""

from typing import Any

from moto.ec2.exceptions import MissingParameterError
from moto.ec2.models.instances import Instance
from moto.ec2.responses.instances import InstanceResponse

from .patching import around


def take_sizes_from_images() -> None:
    checked = InstanceResponse._validate_block_device_mapping

    def check(mapping: dict[str, Any]) -> None:
        # Whether the size is really missing is only known once the image is: see below.
        checked({**mapping, "Ebs": {"VolumeSize": 1, **mapping["Ebs"]}} if "Ebs" in mapping else mapping)

    InstanceResponse._validate_block_device_mapping = staticmethod(check)

    @around(Instance, "add_block_device")
    def add(
        original: Any, instance: Any, size: Any, device: str, snapshot: Any, *args: Any, **kwargs: Any
    ) -> None:
        if not size and not snapshot:
            size = _size_in_image(instance, device)
        original(instance, size, device, snapshot, *args, **kwargs)


def _size_in_image(instance: Any, device: str) -> int:
    [image] = instance.ec2_backend.describe_images(ami_ids=[instance.image_id])
    for mapping in image.block_device_mappings:
        if mapping["DeviceName"] == device:
            return mapping["Ebs"]["VolumeSize"]
    raise MissingParameterError("size or snapshotId")


def take_interfaces_along() -> None:
    @around(Instance, "prep_nics")
    def prepare(original: Any, instance: Any, specs: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        told = {
            int(spec["DeviceIndex"])
            for spec in specs
            if "NetworkInterfaceId" in spec or "DeleteOnTermination" in spec
        }
        original(instance, specs, *args, **kwargs)
        for index, interface in instance.nics.items():
            if index not in told:
                interface.delete_on_termination = True

    @around(Instance, "terminate")
    def terminate(original: Any, instance: Any) -> Any:
        for interface in instance.nics.values():
            # It may be terminated a second time.
            if interface.id not in instance.ec2_backend.enis:
                interface.delete_on_termination = False
        return original(instance)
