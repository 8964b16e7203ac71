#!/usr/bin/env bash
# What runs beside a service: Session Manager's agent, the only way in; the CloudWatch agent with what it sends; the records
# of what happens on the instance; and the archive of finished files.
set -euo pipefail

# The agent works as its own user, and reads the logs as a member of this group.
if ! getent group adm >/dev/null; then
  groupadd --system adm
fi
usermod --append --groups adm cwagent

# At boot it is too late to find out that it is wrong.
rsyslogd -N1

systemctl enable amazon-ssm-agent.service amazon-cloudwatch-agent.service rsyslog.service auditd.service \
  logrotate.timer duotone-boot.service duotone-prepare.service duotone-archive.timer duotone-archive-last.service \
  duotone-drain.service
