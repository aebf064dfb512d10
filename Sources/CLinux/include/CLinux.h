#pragma once
#include <stdint.h>

/// One event of `epoll_wait`, without the packed layout that Swift cannot import.
struct clinux_event {
  uint32_t events;
  uint64_t tag;
};

/// Makes an epoll instance, or answers the negative of an errno value.
int clinux_epoll_create(void);

/// Makes a non-blocking eventfd, or answers the negative of an errno value.
int clinux_eventfd(void);

/// Adds (1), removes (2) or changes (3) the registration of a descriptor; 0 or an errno value.
int clinux_epoll_set(int epoll, int operation, int descriptor, uint32_t events, uint64_t tag);

/// Waits for at most 256 events; their number, or the negative of an errno value. `timeout` is in milliseconds, -1 for ever.
int clinux_epoll_wait(int epoll, struct clinux_event *events, int capacity, int timeout);

/// Accepts a connection as a non-blocking descriptor that child processes do not inherit: -1 and `errno` where there is none.
/// `address` is a `struct sockaddr` of `*length` bytes.
int clinux_accept(int descriptor, void *address, unsigned int *length);

/// Names the calling thread; 15 bytes count.
void clinux_name_thread(const char *name);

/// What the calling thread was given by `clinux_set_thread_value`; null before.
void *clinux_thread_value(void);

/// Keeps a pointer for the calling thread.
void clinux_set_thread_value(void *value);

/// Has a signal's number written to a pipe as one byte, which is all that its handler does; 0 or an errno value.
///
/// There is one pipe for all signals. Its writing end must not block.
int clinux_catch_signal(int number, int pipe);

/// Gives a signal its default action back.
void clinux_release_signal(int number);

/// Has a signal ignored.
void clinux_ignore_signal(int number);

/// Makes a pipe that child processes do not inherit and whose writing end does not block; 0 or an errno value.
int clinux_pipe(int *reading, int *writing);

/// Starts a program with one argument, both ends of a socket being its standard input and output, `/dev/null` its standard
/// error, in a process group of its own and with nothing of the environment but where libraries are.
///
/// Writes our end of the socket, which does not block, and the child's number; 0 or an errno value.
int clinux_spawn(const char *path, const char *argument, int *socket, int *child);

/// Gives up whatever a process does not need that reads and writes its standard streams and computes: files, descriptors,
/// core dumps, memory beyond `memory` more bytes, processor time beyond `seconds`, and every system call but those.
///
/// It cannot be undone. 0 or an errno value.
int clinux_confine(uint64_t memory, uint64_t seconds);
