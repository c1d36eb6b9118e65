# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Runs a script that is too long for a command: it stands on stdin, up to a line that is $1. `read`
# takes byte by byte, so what follows is the script's own stdin, whole.
ashore_text=
ashore_newline='
'
while IFS= read -r ashore_line; do
  [ "$ashore_line" = "$1" ] && break
  ashore_text=$ashore_text$ashore_line$ashore_newline
done
eval "$ashore_text"
