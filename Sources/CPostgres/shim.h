#pragma once
#include <libpq-fe.h>
#include <sys/ioctl.h>

/* How many bytes the socket holds that have not been read; -1 on failure. */
static inline int reeve_unread_bytes(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : -1;
}
#include <sys/syscall.h>
#include <unistd.h>

/* A descriptor that becomes readable when the process ends; -1 where the kernel has none. */
static inline int reeve_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

/* Opens with a mode; the function of the library is variadic. */
#include <fcntl.h>
static inline int reeve_open(const char *path, int flags, mode_t mode) { return open(path, flags | O_CLOEXEC, mode); }

/* A counter that one thread raises to wake another. */
#include <sys/eventfd.h>
static inline int reeve_wake_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
