#!/usr/bin/env bash
# SPDX-License-Identifier: BSL-1.0
# Installs what is missing of debian-packages.txt and of the packages named; says so, and does nothing and needs no
# network when all is there.
#
#   cmake/install-packages.sh [PACKAGE ...]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian or Ubuntu: make sure that you have what cmake/debian-packages.txt names." >&2
    exit 0
fi

missing=()
for package in $(sed 's/#.*//' "$here/debian-packages.txt") "$@"; do
    if [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
        missing+=("$package")
    fi
done
if ((${#missing[@]} == 0)); then
    exit 0
fi

as_root=()
if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
        echo "Please install these as root and come back: ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi
echo "Installing with apt-get: ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq >&2
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
