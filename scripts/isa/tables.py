#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes src/ashore/isa/tables/*.inc: every encoding that LLVM's decoders know, and on which features each depends.

    scripts/isa/tables.py LLVM GOAL [--tblgen PROGRAM]

LLVM is the folder `llvm` of the sources of LLVM 19.1.7 (Debian: `apt-get source llvm-toolchain-19`; of it only
include/llvm and lib/Target/{ARM,AArch64,Mips,RISCV} are read); GOAL is the folder to write to. PROGRAM is llvm-tblgen of
the same version ("llvm-tblgen-19"). The output is committed, so nobody needs this to build. With -DASHORE_LLVM_SOURCE=LLVM
the build's target `isa_tables` runs it, and a test compares.

How it is done. `llvm-tblgen --dump-json` prints all records. Of each instruction that a decoder has (neither a pseudo
instruction nor one for the assembler or the code generator alone) the fixed bits of `Inst` make mask and value; bits of
`SoftFail` (what a manual calls should-be-zero or UNPREDICTABLE) are no fixed bits, since the decoder takes them either way.
Its `Predicates` make the condition. In what order the decoder asks its tables, under which conditions, and how it
rewrites a word before, is written in C++ (getInstruction of each target); here it is `TABLES`. Decoders of operands are
C++ too, and a few of them look at features; those are found by reading the source, and what is read there must be said in
`ASKS` or `HARMLESS`, or this script refuses to go on.

What comes out is what isa/suspects.cpp needs to prove that two sets of features decode a word alike.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

from machines import ASKS, HARMLESS, MACHINES

DECODER_OF_FLAG = re.compile(r"[fF]eatureBits\[\w+::(\w+)\]|hasFeature\(\w+::(\w+)\)")


def fail(text):
    sys.exit(f"error: {text}")


class Records:
    """What llvm-tblgen knows of one target."""

    def __init__(self, tblgen, llvm, target):
        folder = llvm / "lib" / "Target" / target
        command = [tblgen, "--dump-json", "-I", str(llvm / "include"), "-I", str(folder), str(folder / f"{target}.td")]
        self.all = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        self.source = (folder / "Disassembler" / f"{target}Disassembler.cpp").read_text(encoding="utf-8")

    def of_class(self, name):
        return [self.all[record] for record in self.all["!instanceof"].get(name, [])]

    def feature(self, definition):
        return self.all[definition]["Name"]


def is_decoded(record):
    return (record["Namespace"] != "TargetOpcode" and record["Size"] in (2, 4) and "Inst" in record and
            not any(record[bit] for bit in ("isPseudo", "isAsmParserOnly", "isCodeGenOnly")))


def fixed_bits(record):
    """Mask and value."""
    mask = value = 0
    soft = record.get("SoftFail") or [0] * 64
    for place, bit in enumerate(record["Inst"][:8 * record["Size"]]):
        if isinstance(bit, int) and soft[place] != 1:
            mask |= 1 << place
            value |= bit << place
    return mask, value


class Conditions:
    """Numbers for conditions: words that must all hold; '|' and '&' and '!' within a word."""

    def __init__(self, records):
        self.records = records
        self.numbers = {"": 0}

    def number(self, text):
        return self.numbers.setdefault(text, len(self.numbers))

    def of_dag(self, init):
        """As alternatives of factors."""
        if init["kind"] == "def":
            return [[self.records.feature(init["def"])]]
        operator = init["operator"]["def"]
        parts = [self.of_dag(argument) for argument, _ in init["args"]]
        if operator == "not":
            if len(parts) != 1 or len(parts[0]) != 1 or len(parts[0][0]) != 1:
                fail(f"cannot negate {init['printable']}")
            return [["!" + parts[0][0][0]]]
        if operator == "any_of":
            return [factors for part in parts for factors in part]
        if operator == "all_of":
            whole = [[]]
            for part in parts:
                whole = [left + right for left in whole for right in part]
            return whole
        return fail(f"unknown operator {operator}")

    def of_instruction(self, record, guard):
        words = [word for word in guard.split()]
        for predicate in record["Predicates"]:
            dag = self.records.all[predicate["def"]].get("AssemblerCondDag")
            if not dag:
                continue
            alternatives = self.of_dag(dag)
            if len(alternatives) == 1:
                words += alternatives[0]
            else:
                words.append("|".join("&".join(factors) for factors in alternatives))
        return self.number(" ".join(dict.fromkeys(word for word in words if word)))


class Source:
    """The C++ of a disassembler: which function looks at which features."""

    def __init__(self, records, target):
        text = re.sub(r"//[^\n]*|/\*.*?\*/", "", records.source, flags=re.S)
        self.bodies = {}
        for match in re.finditer(r"^(?:template\s*<[^;{}]*?>\s*)?(?:static\s+)?(?:inline\s+)?(?:MCDisassembler::)?DecodeStatus\s+(\w+)\(", text, re.M):
            start = match.end()
            end = text.find("\n}\n", start)
            brace, semicolon = text.find("{", start), text.find(";", start)
            if brace == -1 or (semicolon != -1 and semicolon < brace):
                continue
            self.bodies[match.group(1)] = self.bodies.get(match.group(1), "") + text[brace:end]
        self.records, self.target = records, target
        self.known = {}

    def asks(self, name, path=()):
        """Features that the function and what it calls look at; "*": many of them."""
        if name in HARMLESS[self.target] or name in path:
            return set()
        if name in self.known:
            return self.known[name]
        special = ASKS[self.target].get(name)
        body = self.bodies.get(name, "")
        found = set()
        if special is not None and special.features is not None:
            found = set(special.features)
        else:
            for match in DECODER_OF_FLAG.finditer(body):
                found.add(self.records.feature(match.group(1) or match.group(2)))
            for word in set(re.findall(r"\b\w+\b", body)):
                if word in MACHINES[self.target].feature_calls:
                    found |= set(MACHINES[self.target].feature_calls[word])
                elif word in self.bodies and word != name:
                    found |= self.asks(word, path + (name,))
            if not found and re.search(r"getFeatureBits|hasFeature|\bSTI\b", body):
                fail(f"{self.target}: {name} looks at features in a way that is not known here")
        if not path:
            self.known[name] = found
        return found


def decoder_name(records, record):
    """Of an operand's type."""
    method = record.get("DecoderMethod") or ""
    if method:
        return method
    if "RegisterOperand" in record["!superclasses"]:
        return decoder_name(records, records.all[record["RegClass"]["def"]])
    if "RegisterClass" in record["!superclasses"]:
        return f"Decode{record['!name']}RegisterClass"
    return ""


def operand_decoders(records, record):
    """Pairs of function and the places of the operand's bits, the lowest first; no places where they are not known."""
    if record["DecoderMethod"]:
        return [(record["DecoderMethod"], None)]
    pairs = []

    def add(kind, name):
        method = decoder_name(records, kind)
        if method:
            places = {bit["index"]: place for place, bit in enumerate(record["Inst"])
                      if isinstance(bit, dict) and bit.get("kind") == "varbit" and bit["var"] == name}
            pairs.append((method, places))
            return
        for part, part_name in (kind.get("MIOperandInfo") or {"args": []})["args"]:
            add(records.all[part["def"]], part_name)

    for operands in (record["OutOperandList"], record["InOperandList"]):
        for kind, name in operands["args"]:
            add(records.all[kind["def"]], name)
    return pairs


def asking_forms(records, source, target, record):
    """Where the operands' decoders look at features: mask, value and the features."""
    mask, value = fixed_bits(record)
    rows = []
    for method, places in operand_decoders(records, record):
        name = method.split("<")[0]
        features = source.asks(name)
        if not features:
            continue
        special = ASKS[target].get(name)
        more = 0
        if special is not None and special.where is not None:
            more = special.where(places)
            if more is None:  # the operand has no such bits
                continue
        if more & mask & ~value:
            continue
        rows.append((mask | more, value | more, " ".join(sorted(features))))
    return sorted(set(rows))


def overlaps(rows):
    """Of each row (mask, value) whether a word can be it and another row as well."""
    result = []
    for i, (mask, value) in enumerate(rows):
        result.append(any(j != i and (value ^ other) & mask & its_mask == 0
                          for j, (its_mask, other) in enumerate(rows)))
    return result


def check_length(mode, record):
    """In Thumb and RISC-V a word's first half says how long it is; the other modules rely on it."""
    if record["Size"] == 4:
        return
    mask, value = fixed_bits(record)
    long_halves = {"thumb": range(0xe800, 0x10000), "riscv": range(3, 0x10000, 4)}[mode]
    if any(half & mask == value for half in long_halves):
        fail(f"{record['!name']} of two bytes begins like one of four")


def table(records, source, target, mode):
    machine = MACHINES[target]
    conditions = Conditions(records)
    by_table = {}
    for record in records.of_class("Instruction"):
        if is_decoded(record):
            by_table.setdefault(f"{record['DecoderNamespace']}{8 * record['Size']}", []).append(record)
    for name in by_table:
        if name not in machine.not_read and not any(name in tables for tables in machine.modes.values()):
            fail(f"{target}: it is not said here when the decoder reads its table '{name}'")
    lines = []
    for name, reading in machine.modes[mode].items():
        records_of_table = sorted(by_table[name], key=lambda record: record["!name"])
        meet = overlaps([fixed_bits(record) for record in records_of_table])
        for record, met in zip(records_of_table, meet):
            kind = "meeting" if met else "alone"
            check_length(mode, record)
            place = reading.place(*fixed_bits(record))
            if place is None:  # no such word in this mode
                continue
            condition = conditions.of_instruction(record, reading.guard)
            lines.append(f"{{{place[0]:#010x}, {place[1]:#010x}, {condition}, {record['Size']}, Form::{kind}}},"
                         f"  // {record['!name']}")
            for mask, value, features in asking_forms(records, source, target, record):
                place = reading.place(mask, value)
                if place is not None:
                    lines.append(f"{{{place[0]:#010x}, {place[1]:#010x}, {conditions.number(features)}, "
                                 f"{record['Size']}, Form::asking}},")
    return conditions, lines


def write(goal, target, mode, conditions, lines):
    text = ["// SPDX-License-Identifier: Apache-2.0",
            f"// Made by scripts/isa/tables.py from lib/Target/{target} of LLVM 19.1.7 and not to be changed by hand.",
            f"constexpr std::string_view {mode}_conditions[] = {{"]
    text += [f'    "{condition}",' for condition in conditions.numbers]
    text += ["};", f"constexpr Form {mode}_forms[] = {{"]
    text += ["    " + line for line in lines]
    text += ["};", ""]
    (goal / f"{mode}.inc").write_text("\n".join(text), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("llvm", type=pathlib.Path)
    parser.add_argument("goal", type=pathlib.Path)
    parser.add_argument("--tblgen", default="llvm-tblgen-19")
    arguments = parser.parse_args()
    for target, machine in MACHINES.items():
        records = Records(arguments.tblgen, arguments.llvm, target)
        source = Source(records, target)
        for mode in machine.modes:
            conditions, lines = table(records, source, target, mode)
            write(arguments.goal, target, mode, conditions, lines)
            print(f"{mode}: {len(lines)} rows, {len(conditions.numbers)} conditions")


if __name__ == "__main__":
    main()
