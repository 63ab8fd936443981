#!/usr/bin/env bash
# Installs the Debian packages that the tests need where that is allowed; elsewhere says what is missing.
set -euo pipefail
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
command -v ogrinfo >/dev/null || missing+=(gdal-bin)
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "These programs are needed by the tests and are not installed: ${missing[*]}" >&2
  echo "On Debian or Ubuntu: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 1
fi
