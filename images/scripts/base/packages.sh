#!/usr/bin/env bash
# Brings the system up to date and installs the agents.
set -euo pipefail

# dnf would meet the lock of the first boot's own work. Exit code 2 says that it ended with recoverable errors.
cloud-init status --wait || [[ $? -eq 2 ]]

# Amazon Linux 2023 stays at the release it was built as unless told otherwise, with what is installed later, too.
# https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades.html
dnf --assumeyes --releasever=latest upgrade
dnf --assumeyes --releasever=latest install amazon-ssm-agent amazon-cloudwatch-agent amazon-efs-utils audit awscli-2 gzip \
  jq logrotate openssl rsyslog tar
dnf clean all
