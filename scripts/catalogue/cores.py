#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes data/catalogue/{arm,mips,riscv}_cores.tsv and hwcap.tsv from tables of facts.

    scripts/catalogue/cores.py DIRECTORY

DIRECTORY holds arm_cores.tsv, mips_cores.tsv, riscv_cores.tsv and hwcap.tsv as they were gathered; what is
gathered there in words for people ("optional vfpv4-d16") becomes LLVM's names of features here. Nothing is
fetched. The output is committed, so nobody needs this to build.
"""
import csv
import pathlib
import re
import sys

GOAL = pathlib.Path(__file__).resolve().parents[2] / "data" / "catalogue"
DATE = "2026-08-21"

# LLVM 19 refuses these names; a newer compiler may know them.
NEWER_THAN_LLVM_19 = {"cortex-a320", "c1-nano", "c1-pro", "c1-premium", "c1-ultra", "olympus", "generic"}

# Microcontrollers run Linux without an MMU; their architectures are ones of their own.
MICROCONTROLLERS = {
    "cortex-m0": "armv6-m", "cortex-m0plus": "armv6-m", "cortex-m1": "armv6-m",
    "cortex-m3": "armv7-m", "cortex-m4": "armv7e-m", "cortex-m7": "armv7e-m",
    "cortex-m23": "armv8-m.base", "cortex-m33": "armv8-m.main",
    "cortex-m52": "armv8.1-m.main", "cortex-m55": "armv8.1-m.main", "cortex-m85": "armv8.1-m.main",
}

# Where the manuals leave doubt, more is given: what stands here only takes away what no such core has.
VFP2 = ["vfp2"]
VFP3 = VFP2 + ["vfp3d16", "vfp3", "d32", "fp16", "neon"]
VFP4 = VFP3 + ["vfp4d16", "vfp4"]
DIVIDE = ["hwdiv", "hwdiv-arm"]
MOST = {
    "Cortex-A5": VFP4,
    "Cortex-A8": VFP3,
    "Cortex-A9": VFP3,
    "PJ4/PJ4b": VFP3 + DIVIDE,
    "PJ4B-MP": VFP3 + DIVIDE,
    "Scorpion": VFP4,
}


def rows(directory, name):
    with open(pathlib.Path(directory) / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write(name, comments, columns, lines):
    text = "# SPDX-License-Identifier: Apache-2.0\n" + "".join(f"# {line}\n" for line in comments)
    text += "\t".join(columns) + "\n" + "".join("\t".join(line) + "\n" for line in lines)
    (GOAL / name).write_text(text, encoding="utf-8")


def arm_baseline(row):
    if row["llvm_mcpu"] in MICROCONTROLLERS:
        return MICROCONTROLLERS[row["llvm_mcpu"]]
    arch = row["arch"].split()[0]
    if arch.startswith(("armv7-r", "armv8-r")):
        return arch
    if arch.startswith(("armv8", "armv9")):
        return "armv8-a"
    return {"armv5tej": "armv5te", "armv6t2": "armv6", "armv7ve": "armv7-a"}.get(arch, arch)


def arm_most(row):
    """All that a core of that kind can have; empty: not known, or everything."""
    baseline = arm_baseline(row)
    if row["core"] in MOST:
        return ["dsp"] + MOST[row["core"]]
    if baseline in ("armv4", "armv4t", "armv5t"):
        return ["vfp2"]
    if baseline.startswith(("armv5", "armv6")) and not baseline.endswith("-m"):
        return ["dsp"] + VFP2
    if baseline == "armv7-a":
        return ["dsp"] + VFP4 + DIVIDE
    return []


def arm_cores(directory):
    lines = []
    for row in rows(directory, "arm_cores.tsv"):
        llvm = "" if row["llvm_mcpu"] in NEWER_THAN_LLVM_19 else row["llvm_mcpu"]
        part = f"0x{int(row['part'], 16):03x}"
        lines.append([row["implementer"], part, row["vendor"], row["core"], arm_baseline(row), llvm,
                      " ".join(arm_most(row)), row["note"] or ""])
    write("arm_cores.tsv", [
        "ARM cores by MIDR's implementer and part, which /proc/cpuinfo prints as \"CPU implementer\" and \"CPU part\".",
        f"Sources: util-linux 2.42 sys-utils/lscpu-arm.c; Arm's technical reference manuals; LLVM 19's names of CPUs. {DATE}",
        "most: every optional unit that some core of that kind has, in LLVM's names; empty: no cap is known. Whether this",
        "one has it, only AT_HWCAP tells. llvm: empty where LLVM 19 has no name.",
        "To add a core: a row here with both numbers as the kernel prints them; scripts/catalogue/cores.py writes the rest.",
    ], ["implementer", "part", "vendor", "name", "baseline", "llvm", "most", "note"], lines)


# Beginnings that several rows share, for a name with a letter that nobody has seen yet; and names of vendors' kernels.
MIPS_FAMILIES = [
    ["MIPS 24K", "24K", "mips32r2", "mips32r2", "dsp", "the kernel says 24Kc of a 24KEc too"],
    ["MIPS 34K", "34K", "mips32r2", "mips32r2", "dsp mt", ""],
    ["MIPS 74K", "74K", "mips32r2", "mips32r2", "dsp dspr2", ""],
    ["MIPS 1004K", "1004K", "mips32r2", "mips32r2", "dsp mt", ""],
    ["MIPS 1074K", "1074K", "mips32r2", "mips32r2", "dsp dspr2", ""],
    ["MIPS M14K", "M14K", "mips32r2", "mips32r2", "", ""],
    ["Broadcom BMIPS", "BMIPS", "mips32", "mips32", "", ""],
    ["Broadcom BCM", "BMIPS", "mips32", "mips32", "", ""],
    ["52481", "RLX5281", "mips1", "mips1", "", "Lexra; vendors' kernels for RTL819x"],
    ["56322", "RLX4181", "mips1", "mips1", "", "Lexra; vendors' kernels for RTL819x"],
    ["RLX", "RLX4181, RLX5281", "mips1", "mips1", "", "Lexra; vendors' kernels for RTL819x"],
]


# Of one name there are cores of revision 1 and of 2, and only the kernel's line `isa` tells.
ISA_DECIDES = {"MIPS 4KEc", "Ingenic JZRISC"}


def mips_baseline(row):
    if row["cpu_model_prefix"] in ISA_DECIDES:
        return "mips32"
    isa = row["isa"]
    if "like" in isa or "partly" in isa or "part)" in isa:
        isa = "mips1" if isa.startswith("mips1") else "mips32"
    return re.match(r"[a-z0-9]+", isa).group()


def mips_most(row):
    family = max((known for known in MIPS_FAMILIES if row["cpu_model_prefix"].startswith(known[0])),
                 key=lambda known: len(known[0]), default=None)
    return family[4] if family else ""


def mips_cores(directory):
    lines = [row[:3] + [""] + row[3:] for row in MIPS_FAMILIES]
    for row in rows(directory, "mips_cores.tsv"):
        if row["cpu_model_prefix"] == "Lantiq":  # a maker, not what the kernel prints of a core
            continue
        baseline = mips_baseline(row)
        # To LLVM a name of MIPS is also what to compile for, so it may not be above the baseline.
        llvm = baseline if row["llvm_mcpu"].startswith("mips") else row["llvm_mcpu"]
        highest = "mips32r2" if row["cpu_model_prefix"] in ISA_DECIDES else ""
        lines.append([row["cpu_model_prefix"], row["core"], baseline, highest, llvm, mips_most(row), row["note"] or ""])
    write("mips_cores.tsv", [
        "MIPS cores by the beginning of \"cpu model\" in /proc/cpuinfo; the longest one counts.",
        f"Sources: Linux 6.x arch/mips/kernel/cpu-probe.c; what vendors' kernels print; the cores' manuals. {DATE}",
        "baseline: what every core of that name has; mips1 for Lexra, which lacks even some of that.",
        "highest: what some of them have, if the line \"isa\" says so; empty: the baseline.",
        "most: every optional unit that some core of that kind has, in LLVM's names; empty: no cap is known.",
        "To add a core: a row in the tables that scripts/catalogue/cores.py reads, or in that script.",
    ], ["model", "name", "baseline", "highest", "llvm", "most", "note"], lines)


def riscv_cores(directory):
    lines = []
    for row in rows(directory, "riscv_cores.tsv"):
        if "uarch " not in row["cpuinfo_match"]:
            continue
        llvm = "" if row["llvm_mcpu"].startswith("generic") else row["llvm_mcpu"]
        first, *others = row["cpuinfo_match"].split("uarch ", 1)[1].replace(" / ", "/").split("/")
        vendor = first.split(",")[0]
        for name in [first] + [f"{vendor},{other}" for other in others]:
            if all(line[0] != name for line in lines):
                lines.append([name, row["core"], llvm, row["note"] or ""])
    write("riscv_cores.tsv", [
        "RISC-V cores by \"uarch\" in /proc/cpuinfo, which is the device tree's compatible string of the core.",
        f"Sources: Linux Documentation/devicetree/bindings/riscv/cpus.yaml; LLVM 19's names of CPUs. {DATE}",
        "llvm: empty where LLVM 19 has no name.",
    ], ["uarch", "name", "llvm", "note"], lines)


# arch/powerpc/include/uapi/asm/cputable.h in the words of glibc's LD_SHOW_AUXV; arch/loongarch/include/uapi/asm/hwcap.h.
POWERPC = {31: "ppc32", 30: "ppc64", 29: "ppc601", 28: "altivec", 27: "fpu", 26: "mmu", 25: "4xxmac", 24: "ucache",
           23: "spe", 22: "efpsingle", 21: "efpdouble", 20: "notb", 19: "power4", 18: "power5", 17: "power5+",
           16: "cellbe", 15: "booke", 14: "smt", 13: "ic_snoop", 12: "arch_2_05", 11: "pa6t", 10: "dfp", 9: "power6x",
           8: "arch_2_06", 7: "vsx", 6: "archpmu", 1: "true_le", 0: "ppcle"}
POWERPC_2 = {31: "arch_2_07", 30: "htm", 29: "dscr", 28: "ebb", 27: "isel", 26: "tar", 25: "vcrypto", 24: "htm-nosc",
             23: "arch_3_00", 22: "ieee128", 21: "darn", 20: "scv", 19: "htm-no-suspend", 18: "arch_3_1", 17: "mma"}
LOONGARCH = ["cpucfg", "lam", "ual", "fpu", "lsx", "lasx", "crc32", "complex", "crypto", "lvz", "lbt_x86", "lbt_arm",
             "lbt_mips"]


def hwcap(directory):
    lines = []
    for row in rows(directory, "hwcap.tsv"):
        if row["vector"] not in ("AT_HWCAP", "AT_HWCAP2"):
            continue
        name = row["kernel_name"]
        word = row["cpuinfo_token"] or re.sub(r"^HWCAP2?_(MIPS_)?", "", name).lower().replace("_", "-")
        lines.append([row["arch"], row["vector"], row["bit"], word, name, row["llvm_feature"] or ""])
    for vector, words in (("AT_HWCAP", POWERPC), ("AT_HWCAP2", POWERPC_2)):
        lines += [["powerpc", vector, str(bit), word, "", ""] for bit, word in sorted(words.items())]
    lines += [["loongarch", "AT_HWCAP", str(bit), word, "", ""] for bit, word in enumerate(LOONGARCH)]
    write("hwcap.tsv", [
        "The bits of AT_HWCAP and AT_HWCAP2 in the words that /proc/cpuinfo uses for them; where it prints none, in the",
        "kernel's own (MIPS, PowerPC).",
        f"Sources: arch/*/include/uapi/asm/hwcap.h and cputable.h, arch/*/kernel/setup.c of Linux 6.x. {DATE}",
        "meaning: for people; which words make a feature of LLVM is in features.tsv.",
    ], ["arch", "vector", "bit", "word", "kernel_name", "meaning"], lines)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for table in (arm_cores, mips_cores, riscv_cores, hwcap):
        table(sys.argv[1])
