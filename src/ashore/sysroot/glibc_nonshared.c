// SPDX-License-Identifier: Apache-2.0
// Functions that glibc's headers promise and that its shared library has not, or has from 2.33 on
// alone; programs have them within. Each is an object of its own, chosen by PIECE_name, so that a
// link takes only those that the device's libc lacks.
struct Stat;
typedef unsigned long long Device;

// <bits/stat.h> and <bits/mknod.h> of glibc before 2.33: which layout the program knows.
#if defined(__aarch64__) || defined(__riscv)
#define STAT_VERSION 0
#define NODE_VERSION 0
#elif defined(__x86_64__)
#define STAT_VERSION 1
#define NODE_VERSION 0
#else
#define STAT_VERSION 3
#define NODE_VERSION 1
#endif
#define HIDDEN __attribute__((visibility("hidden")))

#define PATH_STAT(name, old)                                                                       \
  int old(int, const char*, struct Stat*);                                                         \
  HIDDEN int name(const char* path, struct Stat* to);                                              \
  int name(const char* path, struct Stat* to) { return old(STAT_VERSION, path, to); }
#define FILE_STAT(name, old)                                                                       \
  int old(int, int, struct Stat*);                                                                 \
  HIDDEN int name(int file, struct Stat* to);                                                      \
  int name(int file, struct Stat* to) { return old(STAT_VERSION, file, to); }
#define AT_STAT(name, old)                                                                         \
  int old(int, int, const char*, struct Stat*, int);                                               \
  HIDDEN int name(int directory, const char* path, struct Stat* to, int flags);                    \
  int name(int directory, const char* path, struct Stat* to, int flags) {                          \
    return old(STAT_VERSION, directory, path, to, flags);                                          \
  }

#if defined(PIECE_stat)
PATH_STAT(stat, __xstat)
#elif defined(PIECE_lstat)
PATH_STAT(lstat, __lxstat)
#elif defined(PIECE_fstat)
FILE_STAT(fstat, __fxstat)
#elif defined(PIECE_fstatat)
AT_STAT(fstatat, __fxstatat)
#elif defined(PIECE_stat64)
PATH_STAT(stat64, __xstat64)
#elif defined(PIECE_lstat64)
PATH_STAT(lstat64, __lxstat64)
#elif defined(PIECE_fstat64)
FILE_STAT(fstat64, __fxstat64)
#elif defined(PIECE_fstatat64)
AT_STAT(fstatat64, __fxstatat64)
#elif defined(PIECE_mknod)
int __xmknod(int, const char*, unsigned, Device*);
HIDDEN int mknod(const char* path, unsigned mode, Device device);
int mknod(const char* path, unsigned mode, Device device) {
  return __xmknod(NODE_VERSION, path, mode, &device);
}
#elif defined(PIECE_mknodat)
int __xmknodat(int, int, const char*, unsigned, Device*);
HIDDEN int mknodat(int directory, const char* path, unsigned mode, Device device);
int mknodat(int directory, const char* path, unsigned mode, Device device) {
  return __xmknodat(NODE_VERSION, directory, path, mode, &device);
}
#elif defined(PIECE_atexit)
extern HIDDEN void* __dso_handle;
int __cxa_atexit(void (*)(void*), void*, void*);
HIDDEN int atexit(void (*function)(void));
int atexit(void (*function)(void)) {
  return __cxa_atexit((void (*)(void*))function, 0, &__dso_handle);
}
#elif defined(PIECE_at_quick_exit)
extern HIDDEN void* __dso_handle;
int __cxa_at_quick_exit(void (*)(void*), void*);
HIDDEN int at_quick_exit(void (*function)(void));
int at_quick_exit(void (*function)(void)) {
  return __cxa_at_quick_exit((void (*)(void*))function, &__dso_handle);
}
#elif defined(PIECE_pthread_atfork)
extern HIDDEN void* __dso_handle;
typedef void (*Hook)(void);
int __register_atfork(Hook, Hook, Hook, void*);
HIDDEN int pthread_atfork(Hook before, Hook parent, Hook child);
int pthread_atfork(Hook before, Hook parent, Hook child) {
  return __register_atfork(before, parent, child, &__dso_handle);
}
#elif defined(PIECE_stack_chk_fail_local)
_Noreturn void __stack_chk_fail(void);
HIDDEN _Noreturn void __stack_chk_fail_local(void);
void __stack_chk_fail_local(void) { __stack_chk_fail(); }
#elif defined(PIECE_aeabi_read_tp) && defined(__arm__)
// Changes r0 alone. Before ARMv6K the register is the kernel's, behind a call.
__asm__(".text\n.globl __aeabi_read_tp\n.hidden __aeabi_read_tp\n"
        ".type __aeabi_read_tp,%function\n"
#if __ARM_ARCH >= 7
#ifdef __thumb__
        ".thumb_func\n"
#endif
        "__aeabi_read_tp: mrc p15, 0, r0, c13, c0, 3\nbx lr\n");
#else
        ".arm\n__aeabi_read_tp: mvn r0, #0xf000\nsub pc, r0, #31\n");
#endif
#else
typedef int NothingHere;
#endif
