#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes data/syscalls/syscalls.tsv: the number of each system call on each machine, and the Linux that brought it.

  scripts/syscalls/make_table.py HEADERS MANPAGE > data/syscalls/syscalls.tsv

HEADERS is a directory with the unpacked packages linux-libc-dev-{armel,arm64,mipsel,mips64el,riscv64}-cross and
linux-libc-dev of amd64, MANPAGE is syscalls.2.gz of manpages-dev. Needs clang-19 as a preprocessor.
"""
import gzip
import re
import subprocess
import sys

# Column, clang's target, directory of the headers.
MACHINES = [
    ("arm", "arm-linux-gnueabi", "arm-linux-gnueabi"),
    ("arm64", "aarch64-linux-gnu", "aarch64-linux-gnu"),
    ("mips_o32", "mipsel-linux-gnu", "mipsel-linux-gnu"),
    ("mips_n32", "mips64el-linux-gnuabin32", "mips64el-linux-gnuabi64"),
    ("mips_n64", "mips64el-linux-gnuabi64", "mips64el-linux-gnuabi64"),
    ("riscv64", "riscv64-linux-gnu", "riscv64-linux-gnu"),
    ("x86_64", "x86_64-linux-gnu", "x86_64-linux-gnu"),
    ("i386", "i386-linux-gnu", "x86_64-linux-gnu"),
]

# Younger than the manual page, which knows Linux up to 5.14: the release notes of Linux (kernelnewbies.org, Linux_5.15 to
# Linux_6.17). From 424 on a number is the same on all machines, but for MIPS, which adds its base.
YOUNGER = {
    "memfd_secret": (447, "5.14"), "process_mrelease": (448, "5.15"), "futex_waitv": (449, "5.16"),
    "set_mempolicy_home_node": (450, "5.17"), "cachestat": (451, "6.5"), "fchmodat2": (452, "6.6"),
    "map_shadow_stack": (453, "6.6"), "futex_wake": (454, "6.7"), "futex_wait": (455, "6.7"),
    "futex_requeue": (456, "6.7"), "statmount": (457, "6.8"), "listmount": (458, "6.8"),
    "lsm_get_self_attr": (459, "6.8"), "lsm_set_self_attr": (460, "6.8"), "lsm_list_modules": (461, "6.8"),
    "mseal": (462, "6.10"), "setxattrat": (463, "6.13"), "getxattrat": (464, "6.13"), "listxattrat": (465, "6.13"),
    "removexattrat": (466, "6.13"), "open_tree_attr": (467, "6.15"), "file_getattr": (468, "6.17"),
    "file_setattr": (469, "6.17"),
}
BASES = {"mips_o32": 4000, "mips_n64": 5000, "mips_n32": 6000}

# The manual page counts these under another name, or not at all. Linux 5.1 brought all calls with 64-bit times at once.
OTHER_NAMES = {
    "newfstatat": "2.6.16", "fstatat64": "2.6.16", "arm_fadvise64_64": "2.6", "arm_sync_file_range": "2.6.22",
    "sync_file_range2": "2.6.22", "umount2": "2.2", "prlimit64": "2.6.36", "pread64": "2.2", "pwrite64": "2.2",
    "sysmips": "1.0", "cacheflush": "1.2", "set_thread_area": "2.6", "timerfd": "2.6.22", "memfd_secret": "5.14",
    "riscv_flush_icache": "4.15", "riscv_hwprobe": "6.4", "rt_tgsigqueueinfo": "2.6.31", "io_pgetevents": "4.18",
    "process_madvise": "5.10", "epoll_pwait2": "5.11", "mount_setattr": "5.12", "landlock_create_ruleset": "5.13",
    "landlock_add_rule": "5.13", "landlock_restrict_self": "5.13", "quotactl_fd": "5.14",
}

# Machines that got a call later than others: glibc, sysdeps/unix/sysv/linux/{arm,mips}/kernel-features.h.
LATER = {("arm", "accept4"): "2.6.36", ("arm", "recvmmsg"): "2.6.33", ("arm", "sendmmsg"): "3.0",
         ("mips_o32", "accept4"): "2.6.31", ("mips_n64", "accept4"): "2.6.31", ("mips_n32", "accept4"): "2.6.31"}

# 32-bit x86 had one call for all of them (socketcall) before these came: arch/x86/entry/syscalls/syscall_32.tbl of Linux
# 4.3; those of System V IPC (ipc) came to it and to MIPS with Linux 5.1, all machines at once.
for name in ("socket socketpair bind connect listen accept4 getsockopt setsockopt getsockname getpeername sendto sendmsg "
             "recvfrom recvmsg shutdown").split():
    LATER["i386", name] = "4.3"
for name in "semget semctl shmget shmctl shmat shmdt msgget msgsnd msgrcv msgctl".split():
    LATER["i386", name] = LATER["mips_o32", name] = "5.1"

# Of ARM alone, by numbers outside of the row: arch/arm/include/uapi/asm/unistd.h.
ARM_OWN = {"breakpoint": 0xf0001, "cacheflush": 0xf0002, "usr26": 0xf0003, "usr32": 0xf0004, "set_tls": 0xf0005}

# Before this number a machine's numbers are older than any kernel that we meet, or in no order of time.
FIRST_IN_ORDER = 300
FIRST_FOR_ALL = 424
FIRST_LINUX = {"arm64": "3.7", "riscv64": "4.15"}


def numbers(headers, target, directory):
    places = [f"{headers}/usr/{directory}/include", f"{headers}/usr/include", f"{headers}/usr/include/{directory}"]
    base = ["clang-19", f"--target={target}", "-nostdinc", *[f"-I{place}" for place in places], "-E", "-x", "c"]
    source = "#include <asm/unistd.h>\n"
    macros = subprocess.run(base + ["-dM", "-"], input=source, capture_output=True, text=True, check=True).stdout
    names = re.findall(r"^#define __NR_(\w+) ", macros, re.M)
    names = [n for n in names if not re.match(r"(Linux|syscalls$|SYSCALL_BASE|OABI_SYSCALL_BASE|64_Linux|N32_Linux|SYSCALL_MASK|vserver$)", n)]
    source += "".join(f"@{n} __NR_{n}\n" for n in names)
    text = subprocess.run(base + ["-P", "-"], input=source, capture_output=True, text=True, check=True).stdout
    found = {}
    for line in text.splitlines():
        match = re.match(r"@(\w+) ([-()+\w\s]+)$", line)
        if match and re.fullmatch(r"[\s()+0-9a-fx]+", match.group(2)):
            found[match.group(1)] = eval(match.group(2))  # sums of the headers' own constants
    return found


def versions(manpage):
    text = gzip.open(manpage, "rt").read()
    rows = re.findall(r"^\\fB(\w+)\\fP\(2\)\t([0-9.]+(?:; [0-9.]+)?)", text, re.M)
    return {name: version.split(";")[0].strip() for name, version in rows}


def key(version):
    return [int(part) for part in version.split(".")]


def main():
    headers, manpage = sys.argv[1:]
    since = versions(manpage)
    for name, version in OTHER_NAMES.items():
        since[name] = version
    for name, (_, version) in YOUNGER.items():
        since[name] = version
    by_machine = {column: numbers(headers, target, directory) for column, target, directory in MACHINES}
    for column, known in by_machine.items():
        for name, (number, _) in YOUNGER.items():
            known.setdefault(name, number + BASES.get(column, 0))
        if column == "arm":
            known.update(ARM_OWN)
    for name in ARM_OWN:
        since[name] = "2.6"
    rows = {}
    for column, known in by_machine.items():
        latest = "1.0"
        for name, number in sorted(known.items(), key=lambda item: item[1]):
            plain = number - BASES.get(column, 0)
            version = since.get(name)
            if version is None and name.endswith(("_time64", "64")) and 403 <= plain < FIRST_FOR_ALL:
                version = since[name] = "5.1"
            if version is None:
                version = since[name] = "1.0" if plain < 260 else None
            if version is None:
                sys.exit(f"no version for {name} ({column} {number})")
            surely = version
            # Numbers are given one after the other: a call is not older on a machine than those before it.
            first = 240 if column in FIRST_LINUX else FIRST_IN_ORDER
            if first <= plain < FIRST_FOR_ALL and number < 0xf0000:
                latest = max(latest, version, key=key)
                surely = latest
            surely = max(surely, LATER.get((column, name), "1.0"), key=key)
            if key(surely) <= key(FIRST_LINUX.get(column, "1.0")):
                surely = version
            rows.setdefault(name, {})[column] = f"{number}" if surely == version else f"{number}@{surely}"
    print("# System calls of Linux: their numbers, and the kernel that brought them. Made by scripts/syscalls/make_table.py.")
    print("# Numbers: asm/unistd.h of Debian's linux-libc-dev 6.1; from 451 on, and versions from 5.14 on: the release")
    print("# notes of Linux. Versions: syscalls(2) of Linux man-pages 6.03. 366@2.6.36: on that machine not surely before 2.6.36.")
    columns = [column for column, _, _ in MACHINES]
    print("\t".join(["name", "since"] + columns))
    for name in sorted(rows):
        print("\t".join([name, since[name]] + [rows[name].get(column, "") for column in columns]))


main()
