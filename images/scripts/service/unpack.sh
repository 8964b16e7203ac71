#!/usr/bin/env bash
# Puts the service's build in its place, owned by root, and leaves a note of what it is.
set -euo pipefail

artifact=/tmp/duotone-artifact.tar.gz
target=/opt/duotone/service

rm -rf "$target"
install -d -o root -g root -m 0755 "$target"
tar --extract --gzip --file "$artifact" --directory "$target" --no-same-owner --no-same-permissions
chmod -R u=rwX,go=rX "$target"

if [[ ! -x "$target/start" ]]; then
  echo "The artifact has no executable file named start in its root: the service's unit runs it." >&2
  exit 1
fi

install -D -o root -g root -m 0644 /tmp/duotone-image.json /etc/duotone/image.json
rm -f "$artifact" /tmp/duotone-image.json
