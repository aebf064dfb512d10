// For pthread_setname_np. Here and not in the header: it changes declarations that Swift's own module of the library has too.
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

int clinux_epoll_create(void) {
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  return epoll < 0 ? -errno : epoll;
}

int clinux_eventfd(void) {
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

int clinux_epoll_set(int epoll, int operation, int descriptor, uint32_t events, uint64_t tag) {
  struct epoll_event event = {.events = events, .data = {.u64 = tag}};
  return epoll_ctl(epoll, operation, descriptor, &event) == 0 ? 0 : errno;
}

int clinux_epoll_wait(int epoll, struct clinux_event *events, int capacity, int timeout) {
  struct epoll_event raw[256];
  int count = epoll_wait(epoll, raw, capacity < 256 ? capacity : 256, timeout);
  if (count < 0) return -errno;
  for (int i = 0; i < count; i++) {
    events[i].events = raw[i].events;
    events[i].tag = raw[i].data.u64;
  }
  return count;
}

void clinux_name_thread(const char *name) {
  char cut[16];
  strncpy(cut, name, sizeof cut - 1);
  cut[sizeof cut - 1] = 0;
  pthread_setname_np(pthread_self(), cut);
}

static __thread void *thread_value;

void *clinux_thread_value(void) { return thread_value; }

void clinux_set_thread_value(void *value) { thread_value = value; }

int clinux_accept(int descriptor, void *address, unsigned int *length) {
  return accept4(descriptor, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static volatile int signal_pipe = -1;

static void write_signal(int number) {
  int before = errno;
  unsigned char byte = (unsigned char)number;
  ssize_t written = write(signal_pipe, &byte, 1);
  (void)written;
  errno = before;
}

int clinux_catch_signal(int number, int pipe) {
  signal_pipe = pipe;
  struct sigaction action = {.sa_handler = write_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  return sigaction(number, &action, NULL) == 0 ? 0 : errno;
}

void clinux_release_signal(int number) { signal(number, SIG_DFL); }

void clinux_ignore_signal(int number) { signal(number, SIG_IGN); }

int clinux_pipe(int *reading, int *writing) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  *reading = ends[0];
  *writing = ends[1];
  return 0;
}
