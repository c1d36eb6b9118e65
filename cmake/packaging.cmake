# SPDX-License-Identifier: Apache-2.0
# What is installed, and the packages made of it: a tarball that runs wherever it is unpacked, and a .deb.
include(GNUInstallDirs)
if(NOT TARGET ashore)
  return()
endif()

install(TARGETS ashore RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
# `cargo ashore run`: cargo runs cargo-ashore. The same program under its second name, by a link that moves along.
file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/install")
file(CREATE_LINK ashore "${CMAKE_CURRENT_BINARY_DIR}/install/cargo-ashore" SYMBOLIC)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/install/cargo-ashore" DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(FILES LICENSE NOTICE README.md CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES LICENSE RENAME copyright DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY examples DESTINATION "${CMAKE_INSTALL_DOCDIR}" PATTERN target EXCLUDE)

set(CPACK_PACKAGE_NAME ashore)
set(CPACK_PACKAGE_VENDOR "The ashore authors")
set(CPACK_PACKAGE_CONTACT "The ashore authors <ashore@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION "Builds a Rust program for a small Linux device, proves before anything is sent that
it will run there, ships it safely and runs it as if it were local.")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
set(CPACK_GENERATOR TGZ DEB)
set(CPACK_STRIP_FILES ON)
set(CPACK_SOURCE_IGNORE_FILES "/build/;/dist/;/[.]git/")

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Only what the job at hand needs: a compiler to build, ssh to reach a device, QEMU for the virtual ones.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "openssh-client, cargo | cargo-web, lld")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "rustup, rust-web-src, clang, qemu-system-arm, e2fsprogs")
include(CPack)
