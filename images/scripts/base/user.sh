#!/usr/bin/env bash
# The user that services run as: no password, no shell, and nothing of the service's own files is writable by it.
set -euo pipefail

if ! getent passwd duotone >/dev/null; then
  useradd --system --user-group --no-create-home --home-dir /opt/duotone --shell /sbin/nologin duotone
fi
install -d -o root -g root -m 0755 /etc/duotone /opt/duotone
