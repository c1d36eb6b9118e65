# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Prints files of the device. On stdin: paths, one a line; an empty line ends a group of alternatives,
# of which the first that is there is enough. $1 is the mark of our lines. Reads, and changes nothing.
#   MARK absent PATH
#   MARK file SIZE PATH    (SIZE is ? where nobody can count), then the bytes, then
#   MARK whole             or MARK broken: the bytes could not all be read
#   MARK end
ashore_newline='
'
ashore_found=
while IFS= read -r ashore_path; do
  if [ -z "$ashore_path" ]; then
    ashore_found=
  elif [ -n "$ashore_found" ]; then
    :
  elif [ -f "$ashore_path" ] && [ -r "$ashore_path" ]; then
    ashore_found=1
    ashore_size='?'
    if command -v wc >/dev/null 2>&1; then
      ashore_size=$(wc -c <"$ashore_path") || ashore_size='?'
      # Some print blanks before the number.
      # shellcheck disable=SC2086
      set -- "$1" $ashore_size
      ashore_size=${2:-?}
      set -- "$1"
    fi
    echo "$1 file $ashore_size $ashore_path"
    if cat <"$ashore_path"; then
      echo "$ashore_newline$1 whole"
    else
      echo "$ashore_newline$1 broken"
    fi
  else
    echo "$1 absent $ashore_path"
  fi
done
echo "$1 end"
