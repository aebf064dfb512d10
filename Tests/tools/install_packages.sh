#!/usr/bin/env bash
# Installs the Debian packages that building, running and testing need, if any is missing; with `bench` those of the benchmarks too.
set -euo pipefail

packages=(
  libarchive-dev libargon2-dev libcurl4-openssl-dev libjq-dev libnghttp2-dev libpcre2-dev libpq-dev    # linked
  libssl-dev libyaml-dev                                                   # linked
  pkg-config tzdata                                                        # asked when building, and when running
  postgresql-15 util-linux                                                 # started: the private cluster
  curl openssl python3 python3-venv                                        # used by the demonstration and the tests
  libfaketime mount                                                        # used by the faults: clocks and a small disk
)
[[ ${1:-} != bench ]] || packages+=(nginx-light wrk)

missing=()
for package in "${packages[@]}"; do
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
done
((${#missing[@]} == 0)) && exit 0

echo "installing ${missing[*]}"
as_root=()
((EUID == 0)) || as_root=(sudo)
# The package would otherwise make and start a cluster of its own.
"${as_root[@]}" mkdir -p /etc/postgresql-common
[[ -e /etc/postgresql-common/createcluster.conf ]] ||
  echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.conf >/dev/null
"${as_root[@]}" apt-get update --quiet --quiet
# RUNLEVEL: no package is to start a server of its own.
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install --quiet --quiet --yes --no-install-recommends "${missing[@]}" >/dev/null
