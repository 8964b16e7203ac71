# shellcheck shell=sh
# What somebody makes in a session is for them and their group, and a session in which nothing happens ends.
# STIG for Amazon Linux 2023, on the umask and on idle sessions: https://cyber.trackr.live/stig/Amazon_Linux_2023/1/2
# CIS Amazon Linux 2023 Benchmark, on the same: https://www.cisecurity.org/benchmark/amazon_linux
umask 027
# Shells read this file more than once, and what is read-only cannot be set again.
if [ -z "${TMOUT:-}" ]; then
  TMOUT=900
  readonly TMOUT
  export TMOUT
fi
