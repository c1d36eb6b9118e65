# SPDX-License-Identifier: Apache-2.0
# LLVM's decoders of the architectures whose instructions we check, and nothing else of it: `ashore_llvm` for module isa.
# Statically, since libLLVM.so would make every start of the program many times as slow.
# The places are Debian's and Homebrew's, where several versions lie side by side. Its tables change between versions, and
# our lists of what it does not tell apart were made for this one.
find_package(LLVM 19.1 QUIET CONFIG
  PATHS /usr/lib/llvm-19 /opt/homebrew/opt/llvm@19 /usr/local/opt/llvm@19)
if(NOT LLVM_FOUND)
  message(FATAL_ERROR
    "LLVM 19 with its headers and static libraries is not here; instructions are checked by its decoders.\n"
    "Debian: apt install llvm-19-dev (or scripts/build, which does it). Homebrew: brew install llvm@19, and -DLLVM_DIR="
    "\"$(brew --prefix llvm@19)/lib/cmake/llvm\".")
endif()

set(components MC MCDisassembler Support TargetParser)
foreach(architecture ARM AArch64 Mips RISCV)
  if(NOT architecture IN_LIST LLVM_TARGETS_TO_BUILD)
    message(FATAL_ERROR "LLVM in ${LLVM_DIR} was built without ${architecture}; it has ${LLVM_TARGETS_TO_BUILD}")
  endif()
  list(APPEND components ${architecture}Desc ${architecture}Disassembler ${architecture}Info)
endforeach()
llvm_map_components_to_libnames(libraries ${components})

add_library(ashore_llvm INTERFACE)
target_include_directories(ashore_llvm SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_link_libraries(ashore_llvm INTERFACE ${libraries})
# Of shared libraries that LLVM as a whole wants (z3, ...) only those that these parts call.
if(NOT APPLE)
  target_link_options(ashore_llvm INTERFACE "LINKER:--as-needed" "LINKER:--gc-sections")
endif()
