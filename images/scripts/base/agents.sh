#!/usr/bin/env bash
# Session Manager is the only way in, and CloudWatch gets what EC2 cannot see from outside: memory and disk.
set -euo pipefail

systemctl enable amazon-ssm-agent.service

# The agent reads every file of this folder when it starts; it starts with the instances, not with the build.
install -D -o root -g root -m 0644 /tmp/duotone-cloudwatch-agent.json \
  /opt/aws/amazon-cloudwatch-agent/etc/amazon-cloudwatch-agent.d/duotone.json
rm -f /tmp/duotone-cloudwatch-agent.json
systemctl enable amazon-cloudwatch-agent.service
