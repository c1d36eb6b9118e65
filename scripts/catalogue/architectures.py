# SPDX-License-Identifier: Apache-2.0
"""OpenWrt's package architectures in the words of src/ashore/target/machine.h and of LLVM."""

COLUMNS = ("name", "arch", "endian", "abi", "float_abi", "baseline", "features", "cpu", "note")

ARCH = {"armeb": "arm", "mipsel": "mips", "mips64el": "mips64", "i386": "x86"}
ABI = {"arm": "arm_eabi", "mips": "mips_o32", "mips64": "mips_n64", "riscv64": "riscv_lp64"}

D16 = "vfp2 vfp3d16"
D32 = "vfp2 vfp3d16 vfp3 d32"
NEON4 = D32 + " vfp4d16 vfp4 fp16 neon"
DIVIDE = " hwdiv hwdiv-arm"
# What the package architecture's FPU and core bring. arm_cortex-a9_vfpv3 was the name of mvebu until 18.06, whose
# compiler flag said vfpv3-d16: an Armada 370 has no more. -mfpu=vfpv4 of the SAMA5 and SAMA7 means 16 registers too.
ARM = {
    "arm1136j-s": ("armv6", "dsp"), "arm1176jzf-s_vfp": ("armv6kz", "dsp vfp2"), "arm926ej-s": ("armv5te", "dsp"),
    "cortex-a15_neon-vfpv4": ("armv7-a", "dsp " + NEON4 + DIVIDE), "cortex-a5": ("armv7-a", "dsp"),
    "cortex-a53_neon-vfpv4": ("armv7-a", "dsp " + NEON4 + DIVIDE),
    "cortex-a5_neon-vfpv4": ("armv7-a", "dsp " + NEON4), "cortex-a5_vfpv4": ("armv7-a", f"dsp {D16} vfp4d16 fp16"),
    "cortex-a7": ("armv7-a", "dsp" + DIVIDE), "cortex-a7_neon-vfpv4": ("armv7-a", "dsp " + NEON4 + DIVIDE),
    "cortex-a7_vfpv4": ("armv7-a", f"dsp {D16} vfp4d16 fp16" + DIVIDE),
    "cortex-a8_neon": ("armv7-a", f"dsp {D32} neon"), "cortex-a8_vfpv3": ("armv7-a", f"dsp {D32}"),
    "cortex-a9": ("armv7-a", "dsp"), "cortex-a9_neon": ("armv7-a", f"dsp {D32} neon"),
    "cortex-a9_vfpv3": ("armv7-a", f"dsp {D16}"), "cortex-a9_vfpv3-d16": ("armv7-a", f"dsp {D16}"),
    "fa526": ("armv4", ""), "mpcore": ("armv6k", "dsp"), "mpcore_vfp": ("armv6k", "dsp vfp2"),
    "xscale": ("armv5te", "dsp"),
}
# aes, sha2 and crc are left out on purpose: a Raspberry Pi 4 has the core and lacks aes.
OTHER = {
    "aarch64_cortex-a76": ("armv8-a", "fp-armv8 neon crc lse rdm fullfp16 dotprod rcpc"),
    "i386_pentium-mmx": ("i586", "cx8 mmx"), "i386_pentium4": ("i686", "cmov cx8 mmx sse sse2"),
    "x86_64": ("x86-64", "cmov cx8 mmx sse sse2"), "riscv64_generic": ("rv64gc", "m a f d c"),
    # Whether they have LSX, which Rust's target needs, nobody says: an empty list says nothing.
    "loongarch64_generic": ("loongarch64", ""),
    "powerpc_405": ("405", ""), "powerpc_440": ("440", ""), "powerpc_464fp": ("464fp", "booke hard-float"),
    "powerpc64_e5500": ("e5500", "64bit hard-float isel"),
    # The kernel of mpc85xx has CONFIG_SPE=y (target/linux/mpc85xx/config-5.10 to -6.12), though userland is soft float.
    # The first e500 has single precision only: LLVM's efpu2.
    "powerpc_8540": ("e500", "booke efpu2 spe"), "powerpc_8548": ("e500v2", "booke isel spe"),
    "mips_mips32": ("mips32", ""), "mipsel_mips32": ("mips32", ""), "mips64_mips64": ("mips64", ""),
    "mips64el_mips64": ("mips64", ""),
}
MIPS = {"mips": ("mips32r2", ""), "mips64": ("mips64r2", "")}
# LLVM's CPU names that say no more than the baseline, or that it does not know.
NO_CPU = {"generic", "generic-rv64", "loongarch64", "ppc", "x86-64", "mips32", "mips32r2", "mips64", "mips64r2", "archs"}


def row(isa):
    name, word = isa["arch_packages"], isa["arch"]
    arch = ARCH.get(word, word)
    if arch == "arm":
        baseline, features = ARM[name.split("_", 1)[1]]
    elif name in OTHER:
        baseline, features = OTHER[name]
    elif arch == "aarch64":
        baseline, features = "armv8-a", "fp-armv8 neon"
    else:
        baseline, features = MIPS.get(arch, ("", ""))
    cpu = isa["llvm_mcpu"]
    return {"name": name, "arch": arch, "endian": isa["endianness"], "abi": ABI.get(arch, "plain"),
            "float_abi": isa["float_abi"].split()[0], "baseline": baseline, "features": features,
            "cpu": "" if cpu in NO_CPU else cpu, "note": isa["note"] if isa["note"] != "RPi 1/Zero" else ""}


def rows(table):
    """All but ARC, for which ashore has no word and LLVM no code."""
    return [row(isa) for isa in table if not isa["arch_packages"].startswith("arc")]
