#!/usr/bin/env bash
# Removes what belongs to the build instance alone, so that no two instances share it. Runs last.
set -euo pipefail

rm -f /etc/ssh/ssh_host_*
rm -f /root/.bash_history /home/*/.bash_history
rm -rf /var/lib/amazon/ssm/Vault /var/lib/amazon/ssm/i-*
cloud-init clean --logs --seed
# Empty, not absent: an empty file is what makes systemd draw a new id at the first boot.
truncate --size=0 /etc/machine-id
rm -rf /var/log/journal/*
# Where rsyslog stood in that journal.
rm -f /var/lib/rsyslog/imjournal.state
find /var/log -type f -exec truncate --size=0 {} +
sync
