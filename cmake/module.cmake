# SPDX-License-Identifier: Apache-2.0

# ashore_module(NAME SOURCES file... [TESTS file...] [USES module...] [LIBRARIES target...] [EMBEDS name=file...])
# A room of the house: the folder's name is the target's (ashore_NAME), and what it may include is what it USES.
function(ashore_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;TESTS;USES;LIBRARIES;EMBEDS")
  set(target ashore_${name})
  add_library(${target} STATIC ${arg_SOURCES})
  target_include_directories(${target} PUBLIC "${PROJECT_SOURCE_DIR}/src")
  list(TRANSFORM arg_USES PREPEND ashore_)
  target_link_libraries(${target} PUBLIC ${arg_USES} PRIVATE ${arg_LIBRARIES} ashore_warnings ashore_sanitizers)
  foreach(pair IN LISTS arg_EMBEDS)
    ashore_embed(${target} ${pair})
  endforeach()

  if(ASHORE_TESTS AND arg_TESTS)
    add_executable(${target}_test ${arg_TESTS})
    target_link_libraries(${target}_test PRIVATE ${target} ${arg_LIBRARIES} GTest::gtest_main GTest::gmock
                                                 ashore_warnings ashore_sanitizers)
    target_compile_definitions(${target}_test PRIVATE ASHORE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    gtest_discover_tests(${target}_test TEST_PREFIX "${name}." PROPERTIES LABELS "unit" DISCOVERY_TIMEOUT 60)
  endif()
endfunction()
