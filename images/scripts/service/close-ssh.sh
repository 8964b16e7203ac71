#!/usr/bin/env bash
# No instance of a service listens for SSH. The daemon that this very session runs through lives until the build ends.
set -euo pipefail

systemctl mask sshd.service sshd.socket sshd@.service sshd-keygen.target
