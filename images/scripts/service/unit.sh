#!/usr/bin/env bash
# Installs the service's unit. It is enabled, so that it is there again after a reboot; its condition keeps it from
# starting before the instance knows its cluster.
set -euo pipefail

install -o root -g root -m 0644 /tmp/duotone-service.service /etc/systemd/system/duotone-service.service
rm -f /tmp/duotone-service.service
systemctl enable duotone-service.service
