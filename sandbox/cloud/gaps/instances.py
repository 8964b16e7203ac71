"""Instances whose volumes are those of their image."""

from typing import Any

from moto.ec2.models.instances import Instance

from .patching import around


def take_sizes_from_images() -> None:
    @around(Instance, "add_block_device")
    def add(
        original: Any, instance: Any, size: Any, device: str, snapshot: Any, *args: Any, **kwargs: Any
    ) -> None:
        if not size and not snapshot:
            [image] = instance.ec2_backend.describe_images(ami_ids=[instance.image_id])
            size = next(
                (
                    one["Ebs"]["VolumeSize"]
                    for one in image.block_device_mappings
                    if one["DeviceName"] == device
                ),
                None,
            )
        original(instance, size, device, snapshot, *args, **kwargs)
