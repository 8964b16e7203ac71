"""Buckets whose retention can be changed when there are objects in them."""

from typing import Any

from moto.s3.models import S3Backend

from .patching import around


def change_default_retention() -> None:
    """moto takes a new default retention for the switching on of Object Lock: only an empty bucket gets it."""

    @around(S3Backend, "put_object_lock_configuration")
    def put(
        original: Any,
        backend: Any,
        bucket_name: str,
        lock_enabled: bool,
        mode: str | None = None,
        days: int | None = None,
        years: int | None = None,
    ) -> None:
        bucket = backend.get_bucket(bucket_name)
        if not bucket.object_lock_enabled:
            original(backend, bucket_name, lock_enabled, mode, days, years)
            return
        bucket.default_lock_mode = mode
        bucket.default_lock_days = days
        bucket.default_lock_years = years
