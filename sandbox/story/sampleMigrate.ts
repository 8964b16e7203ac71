/**
 * The program `migrate` of the sample artifacts: brings a folder that stands for the service's database from one version to
 * another, and leaves in its file `changes` what it did. It may be run again at any point.
 *
 * It can be told to fail half-way through a step (the version, in the file `fails`) and to take its time over each (seconds,
 * in the file `slow`). Where the database is comes from `DUOTONE_SAMPLE_DATABASE`.
 */
export const SAMPLE_MIGRATE = `#!/bin/sh
set -eu
version=$1
database=\${DUOTONE_SAMPLE_DATABASE:?says where the database is, and is not set}
changes=$database/changes
touch "$changes"
note() {
  grep -qxF "$1" "$changes" || echo "$1" >> "$changes"
}
while [ "$version" -lt "$2" ]; do
  version=$((version + 1))
  note "begun $version"
  [ ! -e "$database/slow" ] || sleep "$(cat "$database/slow")"
  if grep -qxsF "$version" "$database/fails"; then
    echo "version $version: the table is locked" >&2
    exit 3
  fi
  note "done $version"
  echo "version $version: done, by \${DUOTONE_SERVICE:-nobody} at \${DUOTONE_COMMIT:-no commit}"
done
`;
