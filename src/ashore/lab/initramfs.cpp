// SPDX-License-Identifier: Apache-2.0
#include "ashore/lab/initramfs.h"

#include <fmt/format.h>

#include <utility>

namespace ashore::lab {
namespace {

constexpr unsigned is_directory = 0040000, is_file = 0100000, is_link = 0120000;

void pad(std::string& archive) { archive.resize((archive.size() + 3) / 4 * 4, '\0'); }

void append(std::string& archive, unsigned number, std::string_view name, unsigned mode,
            std::string_view content) {
  // Magic, then 13 fields of 8 digits: inode, mode, uid, gid, links, mtime, size, device (2),
  // special device (2), length of the name with its NUL, checksum (unused).
  archive += fmt::format("070701{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}{:08x}"
                         "{:08x}{:08x}",
                         number, mode, 0, 0, 1, 0, content.size(), 0, 0, 0, 0, name.size() + 1, 0);
  archive += name;
  archive += '\0';
  pad(archive);
  archive += content;
  pad(archive);
}

}  // namespace

void Initramfs::add(std::string_view path, Node node) {
  if (path.starts_with('/')) path.remove_prefix(1);
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    nodes_.try_emplace(std::string(path.substr(0, slash)), Node{is_directory | 0755, {}});
  }
  nodes_[std::string(path)] = std::move(node);
}

void Initramfs::directory(std::string_view path, unsigned mode) {
  add(path, {is_directory | mode, {}});
}

void Initramfs::file(std::string_view path, std::string content, unsigned mode) {
  add(path, {is_file | mode, std::move(content)});
}

void Initramfs::link(std::string_view path, std::string_view target) {
  add(path, {is_link | 0777, std::string(target)});
}

std::string Initramfs::archive() const {
  std::string archive;
  unsigned number = 1;
  append(archive, number++, ".", is_directory | 0755, {});
  for (const auto& [path, node] : nodes_) append(archive, number++, path, node.mode, node.content);
  append(archive, 0, "TRAILER!!!", 0, {});
  return archive;
}

}  // namespace ashore::lab
