// Processes that compute for users, and can do nothing else.
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define CLINUX_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define CLINUX_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

int clinux_spawn(const char *path, const char *argument, int *socket, int *child) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  // The loader may have to look for libraries where ours looked.
  char libraries[4096] = "";
  const char *path_of_libraries = getenv("LD_LIBRARY_PATH");
  if (path_of_libraries) snprintf(libraries, sizeof libraries, "LD_LIBRARY_PATH=%s", path_of_libraries);
  char *const arguments[] = {(char *)path, (char *)argument, NULL};
  char *const environment[] = {libraries[0] ? libraries : NULL, NULL};
  pid_t number = 0;
  int code = posix_spawn(&number, path, &actions, &attributes, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  if (code != 0) {
    close(ends[0]);
    return code;
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  *socket = ends[0];
  *child = number;
  return 0;
}

static int limit(int resource, rlim_t value) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) return errno;
  if (now.rlim_max < value) value = now.rlim_max;
  struct rlimit new = {.rlim_cur = value, .rlim_max = value};
  return setrlimit(resource, &new) == 0 ? 0 : errno;
}

/// How many bytes of address space the process has now.
static uint64_t address_space(void) {
  FILE *file = fopen("/proc/self/statm", "re");
  unsigned long pages = 0;
  if (!file) return 0;
  if (fscanf(file, "%lu", &pages) != 1) pages = 0;
  fclose(file);
  return (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
}

/// Lets the process read, write, get memory and end; whatever else it asks of the system is refused.
static int filter(void) {
#ifdef CLINUX_ARCHITECTURE
#define CLINUX_ALLOW(call) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
  struct sock_filter program[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CLINUX_ARCHITECTURE, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    CLINUX_ALLOW(read),
    CLINUX_ALLOW(write),
    CLINUX_ALLOW(brk),
    CLINUX_ALLOW(munmap),
    CLINUX_ALLOW(mremap),
    CLINUX_ALLOW(madvise),
    CLINUX_ALLOW(futex),
    CLINUX_ALLOW(exit),
    CLINUX_ALLOW(exit_group),
    CLINUX_ALLOW(rt_sigreturn),
    CLINUX_ALLOW(rt_sigprocmask),
    CLINUX_ALLOW(clock_gettime),
    CLINUX_ALLOW(gettimeofday),
    CLINUX_ALLOW(getrandom),
    CLINUX_ALLOW(sched_yield),
    // Memory, but none that can be run.
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mmap, 2, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mprotect, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
#undef CLINUX_ALLOW
  struct sock_fprog whole = {.len = sizeof program / sizeof program[0], .filter = program};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) == 0 ? 0 : errno;
#else
  return ENOSYS;
#endif
}

int clinux_confine(uint64_t memory, uint64_t seconds) {
  // A fault ends the process, and starts nothing that would look into it.
  const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGXCPU};
  for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) signal(faults[i], SIG_DFL);
  uint64_t space = address_space();
  if (space == 0) return ENOENT;
  if (syscall(SYS_close_range, 3U, ~0U, 0U) != 0 && errno != ENOSYS) return errno;
  int code = limit(RLIMIT_CORE, 0);
  if (code == 0) code = limit(RLIMIT_FSIZE, 0);
  if (code == 0) code = limit(RLIMIT_NOFILE, 3);
  if (code == 0) code = limit(RLIMIT_CPU, seconds);
  if (code == 0) code = limit(RLIMIT_AS, space + memory);
  if (code != 0) return code;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return errno;
  return filter();
}
