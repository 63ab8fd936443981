#!/usr/bin/env bash
# Installs the Debian packages that the tests need where that is allowed; elsewhere says what is missing.
set -euo pipefail
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing+=(chromium)
command -v ogrinfo >/dev/null || missing+=(gdal-bin)
command -v python3 >/dev/null || missing+=(python3)
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
# pyxform, by which the ODK form is held: in a folder of its own beside the tests.
pyxform() {
  local here
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
  [ -x "$here/.venv/bin/xls2xform" ] && return
  python3 -m venv "$here/.venv" && "$here/.venv/bin/pip" install --quiet pyxform==4.5.0 ||
    echo "pyxform could not be installed: the test of the ODK form will be skipped" >&2
}
[ ${#missing[@]} -eq 0 ] && { pyxform; exit 0; }
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  pyxform
else
  echo "These programs are needed by the tests and are not installed: ${missing[*]}" >&2
  echo "On Debian or Ubuntu: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 1
fi
