// SPDX-License-Identifier: Apache-2.0
#include "ashore/store/prune.h"

#include <algorithm>
#include <array>
#include <list>
#include <system_error>

#include "ashore/base/text.h"
#include "ashore/host/files.h"
#include "ashore/store/check.h"
#include "ashore/store/leftovers.h"

namespace ashore::store {

namespace {

// Answers that are cheap to find again.
constexpr std::chrono::days memory_lasts{30};

bool is_memory(const Item& item) { return item.kind == "digests" || item.kind == "verdicts"; }

// A process that found an entry has noted it, unless it was noted less than a day before; the hour
// is for clocks that were set.
bool may_be_in_use(const Item& item, std::chrono::sys_seconds now) {
  return now - item.used < use_is_noted_after + std::chrono::hours(1);
}

// Builds hold the lock of their directory.
bool is_being_built(const Item& item) {
  std::error_code ignored;
  std::filesystem::path lock = item.path / "lock";
  if (item.kind != "builds" || !std::filesystem::exists(lock, ignored)) return false;
  Expected<std::optional<host::FileLock>> taken = host::FileLock::try_acquire(lock);
  return !taken || !*taken;
}

class Pruner {
 public:
  Pruner(const Store& store, const Pruning& how, std::chrono::sys_seconds now)
      : store_(store), how_(how), now_(now) {}

  Expected<Pruned> run() {
    TRY_ASSIGN(Inventory all, inventory(store_));
    done_.left = all.bytes;
    for (const std::filesystem::path& path : leftovers(store_)) {
      done_.freed += bytes_on_disk(path);
      if (!how_.dry_run) remove_for_good(path);
    }
    TRY_ASSIGN(bool alone, store_.alone([&] { return take_from(all, false); }));
    if (!alone) {
      done_.others_at_work = true;
      TRY(take_from(all, true));
    }
    // The bytes go only now, when others may go on with their work.
    trash_.clear();
    return done_;
  }

 private:
  Expected<void> take_from(const Inventory& all, bool others_at_work) {
    Choice choice = too_much(all, how_.most_bytes, now_, [&](const Item& item) {
      if (how_.must_stay && how_.must_stay(item)) return false;
      return !is_being_built(item) && !(others_at_work && may_be_in_use(item, now_));
    });
    done_.stayed = std::move(choice.staying);
    for (Item& item : choice.going) {
      if (!how_.dry_run) {
        TRY_ASSIGN(bool taken, take(item));
        if (!taken) {
          done_.stayed.push_back(std::move(item));
          continue;
        }
      }
      done_.freed += item.bytes;
      done_.left -= item.bytes;
      done_.gone.push_back(std::move(item));
    }
    return {};
  }

  Expected<bool> take(const Item& item) {
    if (!item.finished) {
      TRY_ASSIGN(Trash trash, take_out(store_, item.path));
      trash_.push_back(std::move(trash));
      return true;
    }
    TRY_ASSIGN(std::optional<Trash> trash, take_out_entry(store_, item));
    if (trash) trash_.push_back(std::move(*trash));
    return trash.has_value();
  }

  const Store& store_;
  const Pruning& how_;
  std::chrono::sys_seconds now_;
  std::list<Trash> trash_;
  Pruned done_;
};

}  // namespace

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  struct Unit {
    char letter;
    double bytes;
  };
  constexpr std::array units = {Unit{'K', 1e3}, Unit{'M', 1e6}, Unit{'G', 1e9}, Unit{'T', 1e12}};
  text = trimmed(text);
  if (text.ends_with('B') || text.ends_with('b')) text.remove_suffix(1);
  double scale = 1;
  if (!text.empty()) {
    char last = text.back() >= 'a' ? static_cast<char>(text.back() - 'a' + 'A') : text.back();
    auto unit = std::ranges::find(units, last, &Unit::letter);
    if (unit != units.end()) {
      scale = unit->bytes;
      text = trimmed(text.substr(0, text.size() - 1));
    }
  }
  // Not from_chars: libc++ 16 has none for floating point.
  std::size_t dot = text.find('.');
  std::optional<std::uint64_t> whole = parse_unsigned(text.substr(0, dot));
  if (!whole || *whole > 1'000'000'000'000'000) return std::nullopt;
  double value = static_cast<double>(*whole);
  if (dot != std::string_view::npos) {
    std::string_view behind = text.substr(dot + 1);
    std::optional<std::uint64_t> fraction = parse_unsigned(behind);
    if (!fraction || behind.size() > 9) return std::nullopt;
    double part = static_cast<double>(*fraction);
    for (std::size_t i = 0; i < behind.size(); ++i) part /= 10;
    value += part;
  }
  if (value * scale > 1e18) return std::nullopt;
  return static_cast<std::uint64_t>(value * scale);
}

Expected<std::uint64_t> cap_of(std::string_view variable) {
  if (variable.empty()) return usual_cap;
  if (std::optional<std::uint64_t> bytes = parse_bytes(variable)) return *bytes;
  return Failure(Error(ErrorKind::config,
                       "ASHORE_STORE_MAX is `" + printable(variable, 100) + "`, which is no size")
                     .hint("as in ASHORE_STORE_MAX=5GB"));
}

Choice too_much(const Inventory& inventory, std::uint64_t most_bytes, std::chrono::sys_seconds now,
                const std::function<bool(const Item&)>& may_go) {
  std::vector<Item> oldest_first = inventory.items;
  std::ranges::sort(oldest_first, [](const Item& a, const Item& b) {
    return a.used != b.used ? a.used < b.used : a.path < b.path;
  });
  Choice choice;
  std::uint64_t left = inventory.bytes;
  for (Item& item : oldest_first) {
    bool forgotten = is_memory(item) && now - item.used > memory_lasts;
    if (!forgotten && left <= most_bytes) continue;
    bool goes = may_go(item);
    if (goes) left -= item.bytes;
    (goes ? choice.going : choice.staying).push_back(std::move(item));
  }
  return choice;
}

Expected<Pruned> prune(const Store& store, const Pruning& how) {
  auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return Pruner(store, how, now).run();
}

}  // namespace ashore::store
