#!/usr/bin/env bash
# Puts the files of the image in their places: the build uploaded them to /tmp/duotone, in the tree that they belong in.
set -euo pipefail

cd /tmp/duotone
find . -type f -print0 | while IFS= read -r -d '' file; do
  case $file in
    ./usr/libexec/*) mode=0755 ;;
    ./etc/audit/* | ./etc/ssh/*) mode=0640 ;;
    *) mode=0644 ;;
  esac
  install -D -o root -g root -m "$mode" "$file" "/${file#./}"
done
cd /
rm -rf /tmp/duotone
