# SPDX-License-Identifier: Apache-2.0

# ashore_embed(TARGET name=file): gives TARGET a header "embedded/name.h" with `ashore::embedded::name`, a
# std::string_view of the file's bytes. For device scripts and data: files stay files.
function(ashore_embed target pair)
  string(REGEX MATCH "^([a-z0-9_]+)=(.+)$" matched "${pair}")
  if(NOT matched)
    message(FATAL_ERROR "ashore_embed: '${pair}' is not name=file")
  endif()
  set(name "${CMAKE_MATCH_1}")
  cmake_path(ABSOLUTE_PATH CMAKE_MATCH_2 BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" OUTPUT_VARIABLE file)
  set(header "${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.h")
  add_custom_command(
    OUTPUT "${header}"
    COMMAND "${CMAKE_COMMAND}" -DNAME=${name} "-DFILE=${file}" "-DHEADER=${header}" -P "${PROJECT_SOURCE_DIR}/cmake/embed_file.cmake"
    DEPENDS "${file}" "${PROJECT_SOURCE_DIR}/cmake/embed_file.cmake"
    COMMENT "Embedding ${name}")
  target_sources(${target} PRIVATE "${header}")
  target_include_directories(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}")
endfunction()
