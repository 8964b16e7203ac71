#!/usr/bin/env bash
# Brings the system up to date and installs the agents.
set -euo pipefail

# dnf would meet the lock of the first boot's own work. Exit code 2 says that it ended with recoverable errors.
cloud-init status --wait || [[ $? -eq 2 ]]

# Amazon Linux 2023 stays at the release it was built as unless told otherwise.
dnf --assumeyes --releasever=latest upgrade
dnf --assumeyes install amazon-ssm-agent amazon-cloudwatch-agent tar gzip
dnf clean all
