# SPDX-License-Identifier: Apache-2.0
"""What tables.py must know of LLVM 19's disassemblers that is written in C++ and not in tables."""
from dataclasses import dataclass, field
from typing import Callable, Optional


def as_it_is(mask, value):
    return mask, value


@dataclass(frozen=True)
class Reading:
    """How a decoder reads one of its tables."""
    guard: str = ""  # the features without which it is not read
    place: Callable = as_it_is  # mask and value as a program has them; None: no word of a program can be that


@dataclass(frozen=True)
class Machine:
    modes: dict  # of ours: the tables that are read in it
    not_read: frozenset = frozenset()
    feature_calls: dict = field(default_factory=dict)  # C++ functions that look at features, and at which


@dataclass(frozen=True)
class Asks:
    """A decoder of operands whose answer depends on features."""
    features: Optional[tuple] = None  # None: as found in its source
    where: Optional[Callable] = None  # of the operand's bits, the bits that must be 1 for that


def bit_4(places):
    return 1 << places[4] if places and 4 in places else (None if places else 0)


def upper_nibble_of_word(_):
    return 0xf0000000


def target_register_is_pc(_):
    return 0x0000f000


# getThumbInstruction: what is read under a condition about the word, and rewritten before.
def only_0xe(mask, value):
    if (value ^ 0xe0000000) & mask & 0xf0000000:
        return None
    return mask | 0xf0000000, value & 0x0fffffff | 0xe0000000


def neon_loads_in_thumb(mask, value):
    """A word of 0xf9...... is looked up as 0xf4......"""
    if (value ^ 0xf4000000) & mask & 0xff000000:
        return None
    return mask | 0xff000000, value & 0x00ffffff | 0xf9000000


def neon_data_in_thumb(mask, value):
    """A word of 0b111?1111 is looked up as 0b1111001?."""
    if (value ^ 0xf2000000) & mask & 0xfe000000:
        return None
    mask_of_u, u = mask >> 24 & 1, value >> 24 & 1
    upper_mask = 0xef000000 | mask_of_u << 28
    return mask & 0x00ffffff | upper_mask, value & 0x00ffffff | 0xef000000 | u << 28


def neon_v8_in_thumb(mask, value):
    """A word of 0b????1111 is looked up as 0b????0011."""
    if (value ^ 0x03000000) & mask & 0x0f000000:
        return None
    return mask | 0x0f000000, value & 0xf0ffffff | 0x0f000000


ARM = Machine(
    modes={
        "a32": {
            "ARM32": Reading(), "VFP32": Reading(), "VFPV832": Reading(), "NEONData32": Reading(),
            "NEONLoadStore32": Reading(), "NEONDup32": Reading(), "v8NEON32": Reading(), "v8Crypto32": Reading(),
            "CoProc32": Reading(),
        },
        "thumb": {
            "Thumb16": Reading(), "ThumbSBit16": Reading(), "Thumb216": Reading(),
            "MVE32": Reading(), "Thumb32": Reading(), "Thumb232": Reading(),
            "VFP32": Reading(place=only_0xe), "VFPV832": Reading(), "NEONDup32": Reading(place=only_0xe),
            "NEONLoadStore32": Reading(place=neon_loads_in_thumb), "NEONData32": Reading(place=neon_data_in_thumb),
            "v8Crypto32": Reading(place=neon_data_in_thumb), "v8NEON32": Reading(place=neon_v8_in_thumb),
            # The one or the other, by features cdecp0 and the like, which no floor and nothing above one has.
            "Thumb2CoProc32": Reading(), "Thumb2CDE32": Reading(),
        },
    },
    feature_calls={"isValidCoprocessorNumber": ("v7", "v8", "v8.1m.main")})

AARCH64 = Machine(
    modes={"a64": {"32": Reading(), "Fallback32": Reading()}},
    feature_calls={"haveFeatures": ("*",)})

MIPS = Machine(
    modes={"mips": {
        "COP3_32": Reading("!mips32 !mips3"),
        "Mips32r6_64r6_GP6432": Reading("mips32r6 gp64"), "Mips32r6_64r6_PTR6432": Reading("mips32r6 ptr64"),
        "Mips32r6_64r632": Reading("mips32r6"), "Mips32_64_PTR6432": Reading("mips2 ptr64"),
        "CnMips32": Reading("cnmips"), "CnMipsP32": Reading("cnmipsp"), "Mips6432": Reading("gp64"),
        "MipsFP6432": Reading("fp64"), "Mips32": Reading(),
    }},
    # microMIPS and MIPS16, and what the decoder never looks into.
    not_read=frozenset({"MicroMips16", "MicroMips32", "MicroMipsR616", "MicroMipsR632", "MicroMipsFP6432",
                        "MicroMipsDSP32", "MicroMipsR6_Ambiguous32", "16", "32", "MipsDSP32",
                        "Mips32r6_64r6_Ambiguous32", "Mips32r6_64r6_BranchZero32"}),
    feature_calls={"isGP64": ("gp64",), "isFP64": ("fp64",), "isPTR64": ("ptr64",), "hasMips32r6": ("mips32r6",),
                   "hasMips2": ("mips2",), "hasMips3": ("mips3",), "hasMips32": ("mips32",),
                   "hasCnMips": ("cnmips",), "hasCnMipsP": ("cnmipsp",), "hasCOP3": ("mips3", "mips32")})


def by_its_feature(name):
    return Reading(name)


RISCV = Machine(
    modes={"riscv": {
        "RV32Zdinx32": Reading("zdinx !64bit"), "RV32Zacas32": Reading("experimental-zacas !64bit"),
        "RVZfinx32": Reading("zfinx"), "XVentana32": Reading("xventanacondops"), "XTHeadBa32": Reading("xtheadba"),
        "XTHeadBb32": Reading("xtheadbb"), "XTHeadBs32": Reading("xtheadbs"),
        "XTHeadCondMov32": Reading("xtheadcondmov"), "XTHeadCmo32": Reading("xtheadcmo"),
        "XTHeadFMemIdx32": Reading("xtheadfmemidx"), "XTHeadMac32": Reading("xtheadmac"),
        "XTHeadMemIdx32": Reading("xtheadmemidx"), "XTHeadMemPair32": Reading("xtheadmempair"),
        "XTHeadSync32": Reading("xtheadsync"), "XTHeadVdot32": Reading("xtheadvdot"), "XSfvcp32": Reading("xsfvcp"),
        "XSfvqmaccdod32": Reading("xsfvqmaccdod"), "XSfvqmaccqoq32": Reading("xsfvqmaccqoq"),
        "XSfvfwmaccqqq32": Reading("xsfvfwmaccqqq"), "XSfvfnrclipxfqf32": Reading("xsfvfnrclipxfqf"),
        "XSiFivecdiscarddlone32": Reading("xsifivecdiscarddlone"),
        "XSiFivecflushdlone32": Reading("xsifivecflushdlone"), "XSfcease32": Reading("xsfcease"),
        "XCVbitmanip32": Reading("xcvbitmanip"), "XCVelw32": Reading("xcvelw"), "XCVmac32": Reading("xcvmac"),
        "XCVmem32": Reading("xcvmem"), "XCValu32": Reading("xcvalu"), "XCVsimd32": Reading("xcvsimd"),
        "XCVbi32": Reading("xcvbi"), "32": Reading(),
        "RISCV32Only_16": Reading("!64bit"), "Zicfiss16": Reading("experimental-zicfiss"),
        "RVZcmt16": Reading("zcmt"), "RVZcmp16": Reading("zcmp"), "Xwchc16": Reading("xwchc"), "16": Reading(),
    }},
    feature_calls={"IsRVE": ("e",)})

MACHINES = {"ARM": ARM, "AArch64": AARCH64, "Mips": MIPS, "RISCV": RISCV}

# These read features, and come to the same end but for UNPREDICTABLE, which a decoder does not refuse.
HARMLESS = {
    "ARM": {"DecoderGPRRegisterClass", "DecodeThumbTableBranch", "DecodeHINTInstruction", "DecodeForVMRSandVMSR"},
    "AArch64": set(), "Mips": set(), "RISCV": set(),
}

ASKS = {
    "ARM": {
        # Registers from 16 on.
        "DecodeDPRRegisterClass": Asks(where=bit_4),
        # Only where it is setpan, which is without a condition.
        "DecodeTSTInstruction": Asks(where=upper_nibble_of_word),
        # Only where a load into pc stands for pld, pldw and pli.
        "DecodeT2LoadShift": Asks(where=target_register_is_pc), "DecodeT2LoadImm8": Asks(where=target_register_is_pc),
        "DecodeT2LoadImm12": Asks(where=target_register_is_pc), "DecodeT2LoadLabel": Asks(where=target_register_is_pc),
    },
    "AArch64": {}, "Mips": {}, "RISCV": {},
}
