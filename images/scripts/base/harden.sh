#!/usr/bin/env bash
# Closes what no service needs. What is set in a file is in the tree beside this script, each with its source; here is what
# is done by a program.
# STIG: Security Technical Implementation Guide for Amazon Linux 2023, https://cyber.trackr.live/stig/Amazon_Linux_2023/1/2
# CIS: CIS Amazon Linux 2023 Benchmark, https://www.cisecurity.org/benchmark/amazon_linux
set -euo pipefail

# Nobody gets in with a password: no account has one. STIG, CIS.
getent passwd | cut --delimiter : --fields 1 | while IFS= read -r user; do
  case $(getent shadow "$user" | cut --delimiter : --fields 2) in
    '!'* | '*'*) ;;
    *) passwd --lock "$user" >/dev/null ;;
  esac
done

# Accounts that are made later: no group and no stranger reads what they make. STIG, CIS.
# https://man7.org/linux/man-pages/man5/login.defs.5.html
sed --in-place --regexp-extended 's/^UMASK\s+.*/UMASK\t\t027/' /etc/login.defs
grep --quiet '^UMASK' /etc/login.defs || printf 'UMASK\t\t027\n' >> /etc/login.defs

# auditd may tell the CloudWatch agent's group, and nobody else. CIS, on audit logs.
sed --in-place --regexp-extended 's/^log_group\s*=.*/log_group = adm/' /etc/audit/auditd.conf
grep --quiet '^log_group = adm$' /etc/audit/auditd.conf
# The package comes with a rule that turns the records of system calls off. STIG.
# https://man7.org/linux/man-pages/man8/auditctl.8.html
find /etc/audit/rules.d -type f -exec sed --in-place --regexp-extended '/^-a\s+(task,never|never,task)\s*$/d' {} +
augenrules

# Units that would let somebody in, restart the machine from a keyboard, or fetch and change what the image is. CIS; images
# are updated by being baked anew. https://docs.aws.amazon.com/linux/al2023/ug/deterministic-upgrades.html
systemctl mask debug-shell.service ctrl-alt-del.target getty@.service serial-getty@.service rpcbind.service rpcbind.socket \
  dnf-makecache.timer dnf-automatic.timer dnf-automatic-install.timer

# What the daemon itself makes of all its files, before an image is made that one can get into with a password.
install -d -o root -g root -m 0755 /run/sshd
effective=$(sshd -T)
for setting in 'passwordauthentication no' 'kbdinteractiveauthentication no' 'permitemptypasswords no' 'permitrootlogin no'; do
  if ! grep --quiet --line-regexp --fixed-strings "$setting" <<< "$effective"; then
    echo "The SSH daemon does not take \"$setting\" from /etc/ssh/sshd_config.d: it would let somebody in." >&2
    exit 1
  fi
done
