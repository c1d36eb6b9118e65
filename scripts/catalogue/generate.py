#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the generated tables of data/catalogue from tables of facts.

usage: generate.py SOURCE_TABLES DATA_CATALOGUE

SOURCE_TABLES holds what was gathered from OpenWrt, FreshTomato, device trees and rustc; data/catalogue/README.md
says what is in it and how each table comes about. boards.tsv and labels.tsv are kept by hand and not touched.
"""

import csv
import pathlib
import re
import sys

import architectures
import names

DATE = "2026-08-21"
HOW_TO = ("# A row more: never here, this file is written by scripts/catalogue/generate.py. Devices that we add ourselves\n"
          "# are rows of boards.tsv; a user's own are rows of devices.tsv in the configuration directory.\n")
DEVICE = ("vendor", "model", "revision", "other_names", "firmware", "profile", "soc", "core", "compatible",
          "architecture", "kernel", "libc", "source")


def read(folder, name):
    with open(folder / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write(folder, name, comment, columns, rows):
    lines = ["# SPDX-License-Identifier: Apache-2.0\n", comment, "\t".join(columns) + "\n"]
    seen = set()
    for row in rows:
        fields = [row.get(column, "") for column in columns]
        if tuple(fields) in seen:
            continue
        seen.add(tuple(fields))
        for field in fields:
            if any(ord(c) < 32 or ord(c) == 127 for c in field):
                sys.exit(f"{name}: a control character in {fields}")
        lines.append("\t".join(fields) + "\n")
    (folder / name).write_text("".join(lines), encoding="utf-8")
    print(f"{name}: {len(lines) - 3} rows")


def branch(word):
    project = "LEDE" if word.startswith("lede") else "OpenWrt"
    return f"{project} {word.split('-')[-1]}"


def soc_of(row, known):
    """The name that socs.tsv has, by the profile's or the device tree's."""
    candidates = [row["soc"].removeprefix("qcom-").replace("armada-", "armada"), row["soc_compatible"].split(",")[-1]]
    candidates += [c.split(",")[-1] for c in row["all_compatible"].split()]
    for candidate in candidates:
        for name in (candidate, candidate.removesuffix("-soc"), candidate.split("-")[0]):
            if name in known:
                return name
    return candidates[0]


def openwrt_rows(row, vendors, socs):
    """A row for the profile's own name and one for each of its alternates."""
    if row["vendor"]:
        vendor, model, revision = vendors[row["vendor"].lower()], row["model"], row["variant"]
        if not revision:
            model, revision = names.split_revision(model)
    else:
        title = row["title"]
        vendor, model = names.split_vendor(title, vendors)
        model, revision = names.split_revision(model, glued=True)
    architecture = row["arch_packages"]
    if architecture == "powerpc_8540" and row["cpu_compatible"] == "fsl,e500v2":
        architecture = "powerpc_8548"  # as OpenWrt calls the same devices since
    common = {
        "firmware": "OpenWrt", "profile": row["profile"], "soc": soc_of(row, socs),
        "core": row["cpu_compatible"].replace("|", " "), "compatible": row["all_compatible"],
        "architecture": architecture, "libc": "musl", "source": branch(row["branch"])}
    yield common | {"vendor": vendor, "model": model, "revision": revision, "other_names": names.other_names(vendor, model)}
    for alternate in filter(None, row["alternates"].split("; ")):
        other_vendor, other = names.split_vendor(alternate, vendors)
        if revision and other.endswith(" " + revision):
            other, other_revision = other.removesuffix(revision).strip(), revision
        else:
            other, other_revision = names.split_revision(other)
        if not other_vendor and other.split()[0] == model.split()[0]:
            other_vendor = vendor
        yield common | {"vendor": other_vendor, "model": other, "revision": other_revision,
                        "other_names": names.other_names(other_vendor, other), "compatible": ""}


def freshtomato_row(row, vendors):
    architecture = {"armv7-a": "arm_cortex-a9", "mips32": "mipsel_mips32", "mips32r2": "mipsel_74kc"}[row["isa"].split()[0]]
    libc = re.sub(r"\s*\([^)]*\)", "", row["libc"]).removesuffix(" toolchain")
    at = re.search(r"README\.md@(\w+)", row["source"])
    return {"vendor": vendors.get(row["vendor"].lower(), row["vendor"]), "model": row["model"],
            "revision": row["hw_rev"], "firmware": row["firmware"], "soc": row["soc"].split(" ")[0].lower(),
            "core": row["core"], "architecture": architecture, "kernel": row["kernel"], "libc": libc,
            "source": f"{row['firmware']} README {at[1]}"}


def with_aliases(devices, aliases):
    """Shop names become other names of the profile's row where nothing but the name differs."""
    for alias in aliases:
        short = re.match(r"^(hEX|hAP ac2|EdgeRouter X)\b", alias["basis"])
        rows = [d for d in devices if d["profile"] == alias["openwrt_profile"]
                and d["architecture"] == alias["arch_packages"] and d["compatible"]]
        same = alias["vendor"] != "Raspberry Pi" and not alias["hw_rev"] and rows
        if not same:
            continue
        row = rows[0]
        known = [n for n in row["other_names"].split("; ") if n]
        known += [n for n in (alias["model"], short and short[1]) if n and n not in known and n != row["model"]]
        row["other_names"] = "; ".join(known)


def main():
    source, goal = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    profiles = read(source, "openwrt_devices.tsv")
    socs = read(source, "socs.tsv")
    known_socs = {row["soc"] for row in socs}
    vendors = names.canonical_vendors(profiles)
    known = architectures.rows(read(source, "cpu_isa.tsv"))
    devices = [d for row in profiles if row["title"]
               for d in openwrt_rows(row, vendors, known_socs)]
    with_aliases(devices, read(source, "model_aliases.tsv"))
    devices += [freshtomato_row(row, vendors) for row in read(source, "freshtomato_devices.tsv")]
    names_known = {row["name"] for row in known}
    left_out = [d for d in devices if d["architecture"] not in names_known]
    devices = [d for d in devices if d["architecture"] in names_known]
    print(f"left out, no such architecture: {len(left_out)}")

    write(goal, "devices.tsv",
          "# Devices as firmware projects list them: one row a profile, and one for each other name of it.\n"
          f"# Source: OpenWrt main of {DATE} and its release branches down to 17.01 (device profiles and device trees);\n"
          "# the READMEs and build configurations of FreshTomato-ARM (0782e7f8) and FreshTomato-MIPS (012a7ae8).\n" + HOW_TO,
          DEVICE, devices)
    write(goal, "architectures.tsv",
          "# What all devices of one OpenWrt package architecture have in common: what code for it may assume.\n"
          f"# Source: OpenWrt main of {DATE} and its release branches (include/target.mk, rules.mk, toolchain/Config.in).\n"
          "# `features` are LLVM's names, only those that every such device has; soft float wherever firmware has no FPU.\n"
          + HOW_TO, architectures.COLUMNS, known)
    write(goal, "socs.tsv",
          "# Chips, and what their cores are.\n"
          f"# Source: device trees of OpenWrt main of {DATE} (DTS), its subtargets, or general knowledge, as `source` says.\n"
          + HOW_TO, ("name", "vendor", "core", "cpus", "fpu", "architecture", "note", "source"),
          [row | {"name": row["soc"], "architecture": row["arch_packages"] if row["arch_packages"] in names_known else ""}
           for row in socs])
    write(goal, "name_traps.tsv",
          "# Names that hide several CPUs: whoever says only the name must be asked for the revision.\n"
          f"# Source: the device profiles of OpenWrt main of {DATE}, its release branches and FreshTomato (FT), compared.\n"
          + HOW_TO, ("kind", "vendor", "model", "revisions"), read(source, "name_traps.tsv"))


if __name__ == "__main__":
    main()
