// SPDX-License-Identifier: Apache-2.0
// Atomic operations for ARM cores that have no instructions for them, by what the kernel offers at
// fixed addresses of every program (Documentation/arch/arm/kernel_user_helpers.rst): compare and
// exchange of a word, and a barrier. Compilers call these by the names of libatomic (__atomic_*)
// and libgcc (__sync_*).
//
// A byte or half a word changes within its word. What is longer than a word changes under a lock
// of this program's; two programs that share memory cannot agree on such.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMPLEMENTS(type, name, parameters, symbol)                                                 \
  type name parameters __asm__(symbol) __attribute__((visibility("hidden")));                      \
  type name parameters

// Zero: the word was `old` and is `fresh` now.
static int kernel_exchange(uint32_t old, uint32_t fresh, volatile uint32_t* word) {
  return ((int (*)(uint32_t, uint32_t, volatile uint32_t*))0xffff0fc0)(old, fresh, word);
}
static void barrier(void) { ((void (*)(void))0xffff0fa0)(); }

static volatile uint32_t lock;
static void take_lock(void) {
  while (kernel_exchange(0, 1, &lock) != 0) {
  }
}
static void give_lock(void) {
  barrier();
  lock = 0;
}

// How a piece of 1, 2 or 4 bytes lies in its word.
struct place {
  volatile uint32_t* word;
  uint32_t shift, mask;
};
static struct place place_of(volatile void* address, unsigned size) {
  uintptr_t number = (uintptr_t)address, within = number % 4;
#ifdef __ARM_BIG_ENDIAN
  uint32_t shift = (uint32_t)(4 - size - within) * 8;
#else
  uint32_t shift = (uint32_t)within * 8;
#endif
  uint32_t ones = size == 4 ? 0xffffffffU : (1U << size * 8) - 1;
  return (struct place){(volatile uint32_t*)(number - within), shift, ones << shift};
}
static uint32_t with_piece(uint32_t word, struct place place, uint32_t piece) {
  return (word & ~place.mask) | (piece << place.shift & place.mask);
}

#define CHANGES(type, size, old, fresh)                                                            \
  struct place place = place_of(address, size);                                                    \
  uint32_t word;                                                                                   \
  type old;                                                                                        \
  do {                                                                                             \
    word = *place.word;                                                                            \
    old = (type)((word & place.mask) >> place.shift);                                              \
  } while (kernel_exchange(word, with_piece(word, place, (uint32_t)(type)(fresh)), place.word) != 0)

#define FETCH(type, size, name, fresh)                                                             \
  IMPLEMENTS(type, atomic_##name##_##size, (volatile void* address, type value, int order),        \
             "__atomic_fetch_" #name "_" #size) {                                                  \
    (void)order;                                                                                   \
    CHANGES(type, size, old, fresh);                                                               \
    return old;                                                                                    \
  }                                                                                                \
  IMPLEMENTS(type, sync_##name##_##size, (volatile void* address, type value),                     \
             "__sync_fetch_and_" #name "_" #size) {                                                \
    CHANGES(type, size, old, fresh);                                                               \
    return old;                                                                                    \
  }                                                                                                \
  IMPLEMENTS(type, sync_after_##name##_##size, (volatile void* address, type value),               \
             "__sync_" #name "_and_fetch_" #size) {                                                \
    CHANGES(type, size, old, fresh);                                                               \
    return (type)(fresh);                                                                          \
  }

#define LIMIT(type, signed_type, size)                                                             \
  FETCH_LIMIT(type, size, max, (signed_type)old > (signed_type)value ? old : value)                \
  FETCH_LIMIT(type, size, min, (signed_type)old < (signed_type)value ? old : value)                \
  FETCH_LIMIT(type, size, umax, old > value ? old : value)                                         \
  FETCH_LIMIT(type, size, umin, old < value ? old : value)
#define FETCH_LIMIT(type, size, name, fresh)                                                       \
  IMPLEMENTS(type, sync_##name##_##size, (volatile void* address, type value),                     \
             "__sync_fetch_and_" #name "_" #size) {                                                \
    CHANGES(type, size, old, fresh);                                                               \
    return old;                                                                                    \
  }

#define SMALL(type, signed_type, size)                                                             \
  FETCH(type, size, add, old + value)                                                              \
  FETCH(type, size, sub, old - value)                                                              \
  FETCH(type, size, and, old& value)                                                               \
  FETCH(type, size, or, old | value)                                                               \
  FETCH(type, size, xor, old ^ value)                                                              \
  FETCH(type, size, nand, ~(old & value))                                                          \
  LIMIT(type, signed_type, size)                                                                   \
  IMPLEMENTS(type, atomic_load_##size, (const volatile void* address, int order),                  \
             "__atomic_load_" #size) {                                                             \
    (void)order;                                                                                   \
    type value = *(const volatile type*)address;                                                   \
    barrier();                                                                                     \
    return value;                                                                                  \
  }                                                                                                \
  IMPLEMENTS(type, atomic_exchange_##size, (volatile void* address, type value, int order),        \
             "__atomic_exchange_" #size) {                                                         \
    (void)order;                                                                                   \
    CHANGES(type, size, old, value);                                                               \
    return old;                                                                                    \
  }                                                                                                \
  IMPLEMENTS(type, sync_exchange_##size, (volatile void* address, type value),                     \
             "__sync_lock_test_and_set_" #size) {                                                  \
    CHANGES(type, size, old, value);                                                               \
    return old;                                                                                    \
  }                                                                                                \
  IMPLEMENTS(void, sync_release_##size, (volatile void* address), "__sync_lock_release_" #size) {  \
    barrier();                                                                                     \
    *(volatile type*)address = 0;                                                                  \
  }                                                                                                \
  IMPLEMENTS(void, atomic_store_##size, (volatile void* address, type value, int order),           \
             "__atomic_store_" #size) {                                                            \
    (void)order;                                                                                   \
    barrier();                                                                                     \
    *(volatile type*)address = value;                                                              \
    barrier();                                                                                     \
  }                                                                                                \
  IMPLEMENTS(type, sync_swap_##size, (volatile void* address, type expected, type value),          \
             "__sync_val_compare_and_swap_" #size) {                                               \
    CHANGES(type, size, old, old == expected ? value : old);                                       \
    return old;                                                                                    \
  }                                                                                                \
  IMPLEMENTS(bool, sync_swapped_##size, (volatile void* address, type expected, type value),       \
             "__sync_bool_compare_and_swap_" #size) {                                              \
    CHANGES(type, size, old, old == expected ? value : old);                                       \
    return old == expected;                                                                        \
  }                                                                                                \
  IMPLEMENTS(bool, atomic_swap_##size,                                                             \
             (volatile void* address, void* expected, type value, int order, int if_not),          \
             "__atomic_compare_exchange_" #size) {                                                 \
    (void)order;                                                                                   \
    (void)if_not;                                                                                  \
    type wanted = *(type*)expected;                                                                \
    CHANGES(type, size, old, old == wanted ? value : old);                                         \
    *(type*)expected = old;                                                                        \
    return old == wanted;                                                                          \
  }

SMALL(uint8_t, int8_t, 1)
SMALL(uint16_t, int16_t, 2)
SMALL(uint32_t, int32_t, 4)

#define LOCKED(type, name, parameters, symbol, change)                                             \
  IMPLEMENTS(type, name, parameters, symbol) {                                                     \
    take_lock();                                                                                   \
    uint64_t old = *(volatile uint64_t*)address;                                                   \
    change;                                                                                        \
    give_lock();                                                                                   \
    return (type)old;                                                                              \
  }
#define LOCKED_FETCH(name, fresh)                                                                  \
  LOCKED(uint64_t, atomic_##name##_8, (volatile void* address, uint64_t value, int order),         \
         "__atomic_fetch_" #name "_8", *(volatile uint64_t*)address = fresh)                       \
  LOCKED(uint64_t, sync_##name##_8, (volatile void* address, uint64_t value),                      \
         "__sync_fetch_and_" #name "_8", *(volatile uint64_t*)address = fresh)
LOCKED_FETCH(add, old + value)
LOCKED_FETCH(sub, old - value)
LOCKED_FETCH(and, old& value)
LOCKED_FETCH(or, old | value)
LOCKED_FETCH(xor, old ^ value)
LOCKED_FETCH(nand, ~(old& value))
LOCKED(uint64_t, atomic_load_8, (const volatile void* address, int order), "__atomic_load_8",
       (void)order)
LOCKED(uint64_t, atomic_exchange_8, (volatile void* address, uint64_t value, int order),
       "__atomic_exchange_8", *(volatile uint64_t*)address = value)
LOCKED(uint64_t, sync_swap_8, (volatile void* address, uint64_t expected, uint64_t value),
       "__sync_val_compare_and_swap_8", if (old == expected) * (volatile uint64_t*)address = value)
IMPLEMENTS(void, atomic_store_8, (volatile void* address, uint64_t value, int order),
           "__atomic_store_8") {
  (void)order;
  take_lock();
  *(volatile uint64_t*)address = value;
  give_lock();
}
IMPLEMENTS(bool, atomic_swap_8,
           (volatile void* address, void* expected, uint64_t value, int order, int if_not),
           "__atomic_compare_exchange_8") {
  (void)order;
  (void)if_not;
  take_lock();
  uint64_t old = *(volatile uint64_t*)address;
  bool is_equal = old == *(uint64_t*)expected;
  if (is_equal) *(volatile uint64_t*)address = value;
  give_lock();
  *(uint64_t*)expected = old;
  return is_equal;
}

IMPLEMENTS(void, sync_all, (void), "__sync_synchronize") { barrier(); }

// What has another size: structures.
static void copy(volatile unsigned char* to, const volatile unsigned char* from, size_t size) {
  for (size_t i = 0; i < size; ++i) to[i] = from[i];
}
IMPLEMENTS(void, atomic_load_any, (size_t size, void* address, void* value, int order),
           "__atomic_load") {
  (void)order;
  take_lock();
  copy(value, address, size);
  give_lock();
}
IMPLEMENTS(void, atomic_store_any, (size_t size, void* address, void* value, int order),
           "__atomic_store") {
  (void)order;
  take_lock();
  copy(address, value, size);
  give_lock();
}
IMPLEMENTS(void, atomic_exchange_any,
           (size_t size, void* address, void* value, void* old, int order), "__atomic_exchange") {
  (void)order;
  take_lock();
  copy(old, address, size);
  copy(address, value, size);
  give_lock();
}
IMPLEMENTS(bool, atomic_swap_any,
           (size_t size, void* address, void* expected, void* value, int order, int if_not),
           "__atomic_compare_exchange") {
  (void)order;
  (void)if_not;
  take_lock();
  bool is_equal = true;
  for (size_t i = 0; i < size; ++i)
    is_equal &= ((volatile unsigned char*)address)[i] == ((unsigned char*)expected)[i];
  if (is_equal) {
    copy(address, value, size);
  } else {
    copy(expected, address, size);
  }
  give_lock();
  return is_equal;
}
IMPLEMENTS(bool, atomic_is_lock_free, (size_t size, const volatile void* address),
           "__atomic_is_lock_free") {
  return (size == 1 || size == 2 || size == 4) && (uintptr_t)address % size == 0;
}
