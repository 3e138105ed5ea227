/*
 * Lets native code that is compiled on a newer system run with glibc 2.28 (UOS 20, Kylin V10). Linked into each such library: its calls of these functions end here, and from
 * here at the oldest symbol version of the same function, which every later glibc still has. Functions that 2.28 does not have under these names (stat and its kin were inline
 * until 2.33) are made of what it has.
 *
 * Sources: glibc's abilist files for x86_64 and aarch64; NEWS of 2.29 (exp, log, log2, pow without SVID errors), 2.33 (stat), 2.34 (libpthread and libdl became parts of libc).
 * `libraries.ts` fails a build that asks for anything newer: then a line is missing here.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stddef.h>

#if defined(__x86_64__)
#define OLDEST "GLIBC_2.2.5"
/* _STAT_VER of both, from bits/stat.h of glibc 2.28. */
#define STAT_VERSION 1
#elif defined(__aarch64__)
#define OLDEST "GLIBC_2.17"
#define STAT_VERSION 0
#else
#error "the oldest symbol version of this processor is not known here"
#endif

#define HIDDEN __attribute__((visibility("hidden")))
/* RESULT NAME(PARAMETERS) of this library passes ARGUMENTS on to the oldest one of the system. */
#define PASS_ON(RESULT, NAME, PARAMETERS, ARGUMENTS) \
  RESULT oldest_##NAME PARAMETERS; \
  __asm__(".symver oldest_" #NAME "," #NAME "@" OLDEST); \
  HIDDEN RESULT NAME PARAMETERS { return oldest_##NAME ARGUMENTS; }

PASS_ON(int, pthread_create, (pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *arg), (thread, attr, run, arg))
PASS_ON(int, pthread_join, (pthread_t thread, void **result), (thread, result))
PASS_ON(int, pthread_once, (pthread_once_t *once, void (*run)(void)), (once, run))
PASS_ON(int, pthread_mutex_trylock, (pthread_mutex_t *mutex), (mutex))
PASS_ON(int, pthread_mutexattr_init, (pthread_mutexattr_t *attr), (attr))
PASS_ON(int, pthread_mutexattr_destroy, (pthread_mutexattr_t *attr), (attr))
PASS_ON(int, pthread_mutexattr_settype, (pthread_mutexattr_t *attr, int type), (attr, type))
PASS_ON(void *, dlopen, (const char *file, int mode), (file, mode))
PASS_ON(void *, dlsym, (void *library, const char *name), (library, name))
PASS_ON(int, dlclose, (void *library), (library))
PASS_ON(char *, dlerror, (void), ())
PASS_ON(double, exp, (double x), (x))
PASS_ON(double, log, (double x), (x))
PASS_ON(double, log2, (double x), (x))
PASS_ON(double, pow, (double x, double y), (x, y))

struct stat64;
int oldest_xstat(int version, const char *path, struct stat64 *out);
int oldest_lxstat(int version, const char *path, struct stat64 *out);
int oldest_fxstat(int version, int file, struct stat64 *out);
__asm__(".symver oldest_xstat,__xstat64@" OLDEST);
__asm__(".symver oldest_lxstat,__lxstat64@" OLDEST);
__asm__(".symver oldest_fxstat,__fxstat64@" OLDEST);
HIDDEN int stat64(const char *path, struct stat64 *out) { return oldest_xstat(STAT_VERSION, path, out); }
HIDDEN int lstat64(const char *path, struct stat64 *out) { return oldest_lxstat(STAT_VERSION, path, out); }
HIDDEN int fstat64(int file, struct stat64 *out) { return oldest_fxstat(STAT_VERSION, file, out); }
/* On 64 bits both are one. */
HIDDEN int stat(const char *path, struct stat64 *out) __attribute__((alias("stat64")));
HIDDEN int lstat(const char *path, struct stat64 *out) __attribute__((alias("lstat64")));
HIDDEN int fstat(int file, struct stat64 *out) __attribute__((alias("fstat64")));

/* libstdc++ of GCC 11 and later (GLIBCXX_3.4.29) throws what the compiler's own support library has thrown since GCC 4.9. */
void __cxa_throw_bad_array_new_length(void) __attribute__((noreturn));
HIDDEN __attribute__((noreturn)) void _ZSt28__throw_bad_array_new_lengthv(void) { __cxa_throw_bad_array_new_length(); }
