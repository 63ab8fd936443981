#!/usr/bin/env bash
# How fast the map is to the eye: reported, never asserted, since machines differ.
exec "$(dirname "${BASH_SOURCE[0]}")/run.sh" "${1:?usage: bench.sh AULA}" bench
