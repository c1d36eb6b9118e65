# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh
# Prints files of the device. On stdin: paths, one a line; an empty line ends a group of alternatives,
# of which the first that is there is enough. Behind a `=` a path is only looked at. $1 is the mark of
# our lines. Reads, and changes nothing.
#   MARK absent PATH
#   MARK file SIZE PATH    (SIZE is ? where nobody can count), then the bytes, then
#   MARK whole             or MARK broken: the bytes could not all be read
#   MARK stamp LINE        what `ls -lLni` says of a file that was printed or looked at
#   MARK end
ashore_newline='
'
# One `ls` for many files. That it says something of / tells that it works.
ashore_mark=$1
ashore_stamps() {
  # Not every device has stat or find -printf.
  # shellcheck disable=SC2012
  ls -lLnid "$@" 2>/dev/null | while IFS= read -r ashore_line; do
    echo "$ashore_mark stamp $ashore_line"
  done
}
set -- "$ashore_mark" /
ashore_found=
while IFS= read -r ashore_path; do
  if [ -z "$ashore_path" ]; then
    ashore_found=
  elif [ "${ashore_path#=}" != "$ashore_path" ]; then
    set -- "$@" "${ashore_path#=}"
  elif [ -n "$ashore_found" ]; then
    :
  elif [ -f "$ashore_path" ] && [ -r "$ashore_path" ]; then
    ashore_found=1
    ashore_size='?'
    if command -v wc >/dev/null 2>&1; then
      ashore_size=$(wc -c <"$ashore_path") || ashore_size='?'
      # Some print blanks before the number.
      ashore_size=${ashore_size##* }
    fi
    echo "$1 file $ashore_size $ashore_path"
    if cat <"$ashore_path"; then
      echo "$ashore_newline$1 whole"
      set -- "$@" "$ashore_path"
    else
      echo "$ashore_newline$1 broken"
    fi
  else
    echo "$1 absent $ashore_path"
  fi
done
shift
ashore_stamps "$@"
echo "$ashore_mark end"
