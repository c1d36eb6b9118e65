# SPDX-License-Identifier: Apache-2.0
# Makes data/catalogue/rust_targets.tsv from a table with one line for each Linux target of rustc
# (the specification's fields and what the platform support pages say):
#   awk -f scripts/catalogue/rust_targets.awk TABLE > data/catalogue/rust_targets.tsv
BEGIN {
  FS = OFS = "\t"
  # our column = column there
  split("name=triple tier=tier_spec prebuilt_std=rust_std_prebuilt oldest_kernel=doc_min_kernel " \
        "libc=doc_libc llvm_triple=llvm_target arch=arch endian=endian bits=pointer_width env=env " \
        "abi=abi float_abi=llvm_floatabi cpu=cpu features=features " \
        "static_by_default=crt_static_default static_possible=crt_static_respected " \
        "atomic_bits=max_atomic_width", wanted, " ")
  print "# Every Linux target of rustc: its specification and what Rust promises for it."
  print "# Source: rustc 1.95.0 (59807616e 2026-04-14), `rustc -Zunstable-options --print"
  print "# target-spec-json --target NAME`; prebuilt_std, oldest_kernel and libc: the platform support"
  print "# pages of the rustc book of that version. Taken 2026-08-21."
  print "# Adding a row: take the fields from the specification of the new target as above; features and"
  print "# cpu exactly as there (`generic` where it has none), float_abi only where it says one."
}
NR == 1 {
  for (i = 1; i <= NF; i++) place[$i] = i
  for (n = 1; n in wanted; n++) {
    split(wanted[n], pair, "=")
    if (!(pair[2] in place)) { print "no column " pair[2] > "/dev/stderr"; exit 1 }
    from[n] = place[pair[2]]
    line = line (n > 1 ? OFS : "") pair[1]
  }
  print line
  next
}
{
  line = ""
  for (n = 1; n in from; n++) {
    value = $(from[n])
    if (value == "generic(default)") value = "generic"
    split(wanted[n], pair, "=")
    if (pair[1] == "tier" && value == "") value = "3"
    line = line (n > 1 ? OFS : "") value
  }
  print line
}
