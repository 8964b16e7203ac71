#!/usr/bin/env bash
# Notes every package of the image: the bake downloads the list for the image's manifest, and it stays in the image.
# Sorted byte by byte, so that two lists of the same packages are the same file.
set -euo pipefail

install -d -o root -g root -m 0755 /etc/duotone
# The keys that packages are signed with are in rpm's database like packages.
rpm --query --all --queryformat '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}\n' |
  grep --invert-match '^gpg-pubkey-' | LC_ALL=C sort > /etc/duotone/packages.txt
chmod 0644 /etc/duotone/packages.txt
