// Tells ThreadSanitizer of the contended locks of `Synchronization.Mutex`.
//
// The quick way of a lock is inlined into the module that locks, where the sanitizer sees its atomics. The slow way is in the
// toolchain's library, which is not instrumented: what it acquires goes unseen, and whatever the lock guards is reported as a race.
// Preloaded, this stands in front of the slow way and says what it does. Nothing is suppressed.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

extern void __tsan_acquire(void *address);
extern void __tsan_release(void *address);

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT void unlock_slow(SELF void *mutex) __asm__(UNLOCK);

SWIFT void lock_slow(uint32_t thread, SELF void *mutex) {
  static SWIFT void (*next)(uint32_t, SELF void *);
  if (!next) next = dlsym(RTLD_NEXT, LOCK);
  next(thread, mutex);
  __tsan_acquire(mutex);
}

SWIFT void unlock_slow(SELF void *mutex) {
  static SWIFT void (*next)(SELF void *);
  if (!next) next = dlsym(RTLD_NEXT, UNLOCK);
  __tsan_release(mutex);
  next(mutex);
}
