#!/usr/bin/env bash
# Makes a small Linux system in a folder, without changing the machine: Debian's packages, unpacked and not configured, with
# dnf and rpm in them, and a repository of RPMs that are built here. No mount and no namespace is needed, only root.
#
# make.sh FOLDER RPMS: an empty folder, in which root.tar is left; and the folder of the RPMs' specs.
set -euo pipefail

folder=$1
rpms=$2
root=$folder/root

# What Amazon Linux 2023 has, and what the checks are made with.
packages=(
  auditd awscli base-files base-passwd bash coreutils createrepo-c curl diffutils dnf file findutils grep gzip jq kmod libc-bin login
  logrotate mawk openssh-server openssl passwd procps rpm rsyslog sed shellcheck sudo systemd tar util-linux
)

# A state of its own: nothing counts as installed, so that everything that is needed is fetched.
apt=$folder/apt
mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
: > "$apt/state/status"
options=(
  -qq -o "Dir::State=$apt/state" -o "Dir::State::status=$apt/state/status" -o "Dir::Cache=$apt/cache"
  -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3
)
apt-get "${options[@]}" update
apt-get "${options[@]}" --yes --download-only install "${packages[@]}"

# Today's Debian, like Amazon Linux, has its programs below /usr only; its packages do not all say so.
for one in bin sbin lib lib64; do
  mkdir -p "$root/usr/$one"
  ln -s "usr/$one" "$root/$one"
done
for package in "$apt"/cache/archives/*.deb; do
  dpkg-deb --fsys-tarfile "$package" |
    tar --extract --directory "$root" --keep-directory-symlink --exclude './usr/share/doc' --exclude './usr/share/locale' \
      --exclude './usr/share/man' --exclude './usr/share/perl*' --exclude './usr/lib/*/perl*' \
      --exclude './usr/lib/python3/dist-packages/awscli/examples'
done
rm -rf "$apt"

# What the packages' own scripts would have done, as far as it is needed.
while read -r name major minor; do
  mknod -m 666 "$root/dev/$name" c "$major" "$minor"
done << 'DEVICES'
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
DEVICES
cp "$root/usr/share/systemd/tmp.mount" "$root/usr/lib/systemd/system/tmp.mount"
ln -s bash "$root/usr/bin/sh"
ln -s mawk "$root/usr/bin/awk"
cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
install -m 0640 /dev/null "$root/etc/shadow"
install -m 0640 /dev/null "$root/etc/gshadow"
mkdir -p "$root/proc" "$root/srv" "$root/sys" "$root/run/sshd" "$root/var/log/journal/0"
install -d -m 1777 "$root/tmp"
echo "127.0.0.1 localhost $(uname -n)" > "$root/etc/hosts"
for part in auth account password session session-noninteractive; do
  printf '%s required pam_permit.so\n' "${part%-noninteractive}" > "$root/etc/pam.d/common-$part"
done
# Debian's rpm would keep its notes in the home folder.
mkdir -p "$root/etc/rpm" "$root/var/lib/rpm"
echo '%_dbpath /var/lib/rpm' > "$root/etc/rpm/macros"

chroot "$root" ldconfig
chroot "$root" pwconv
chroot "$root" useradd --system --no-create-home --shell /usr/sbin/nologin sshd

# What an Amazon Linux image comes with.
chroot "$root" useradd --create-home --shell /bin/bash --password '*' ec2-user
# An account with a password, which nobody is to get in with.
chroot "$root" usermod --password "$(printf '%s' '$6$salt$')" root
echo 'ec2-user ALL=(ALL) NOPASSWD:ALL' > "$root/etc/sudoers.d/90-cloud-init-users"
chmod 0440 "$root/etc/sudoers.d/90-cloud-init-users"
echo 0123456789abcdef0123456789abcdef > "$root/etc/machine-id"
# Where Debian has its own configuration, Amazon Linux has another, which the RPMs bring.
rm -rf "$root/etc/yum.repos.d" "$root/etc/audit" "$root/etc/rsyslog.conf"
# What hands Debian's units on to an older system, which Amazon Linux does not have.
rm -rf "$root/etc/init.d" "$root/usr/lib/systemd/systemd-sysv-install"
mkdir -p "$root/etc/yum.repos.d"
cat > "$root/etc/yum.repos.d/amazonlinux.repo" << 'REPOSITORY'
[amazonlinux]
name=Amazon Linux 2023 repository
baseurl=file:///srv/repository/$releasever/
enabled=1
gpgcheck=0
REPOSITORY

# Two releases of the distribution: the one that the image was built as, and the latest.
cp -r "$rpms" "$root/srv/rpms"
for release in 2023.1 latest; do
  [[ $release == latest ]] && version=2 || version=1
  for spec in "$rpms"/*.spec; do
    chroot "$root" rpmbuild --quiet -bb --define "build $version" --define "_rpmdir /srv/repository/$release" \
      --define '_topdir /srv/build' "/srv/rpms/${spec##*/}"
  done
  chroot "$root" createrepo_c --quiet "/srv/repository/$release"
done
rm -rf "$root/srv/build" "$root/srv/rpms"
chroot "$root" dnf --quiet --assumeyes --releasever=2023.1 install system-release openssh-server openssl-libs cloud-init \
  amazon-ssm-agent
chroot "$root" dnf --quiet clean all
chroot "$root" systemctl --quiet enable sshd.service
# Once as root, who may leave what Python makes of its sources beside them: else every call would take seconds.
AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none AWS_MAX_ATTEMPTS=1 chroot "$root" \
  aws --region eu-west-1 --endpoint-url http://127.0.0.1:9 s3api list-buckets > "$folder/aws" 2>&1 || true

tar --create --file "$folder/root.tar" --directory "$root" --numeric-owner .
rm -rf "$root" "$folder/aws"
