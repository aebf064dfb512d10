import CPostgres
import Glibc

/// Owns a child process and a descriptor that tells when it ends.
@safe
struct ChildHandle: ~Copyable {
    /// What ended a wait.
    enum Event: Equatable { case exited(Int32), woken, timedOut }

    let pid: Int32
    private let descriptor: Int32

    /// Starts a program in a process group of its own, so that Ctrl-C at a terminal does not reach it.
    ///
    /// It gets no signal mask, no descriptors but the three standard ones, and only the environment given here. Call it
    /// from a thread that lives as long as the child shall: its death signal follows the thread.
    init(_ command: [String], environment: [String], output: String) throws(DatabaseError) {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var none = sigset_t()
        var all = sigset_t()
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var child: pid_t = 0
        let code = unsafe withMutableCStrings(command) { arguments in
            unsafe withMutableCStrings(environment) { environment in
                unsafe posix_spawn(&child, command[0], &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else {
            throw .cluster("cannot start `\(command[0])`: \(Files.text(of: code))")
        }
        pid = child
        descriptor = reeve_pidfd_open(child)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Sends a signal; the child has not been reaped, so its number is its own.
    func signal(_ number: Int32) { kill(pid, number) }

    /// Waits until the child ends, the other descriptor becomes readable, or time is up; nil waits for ever.
    ///
    /// After `exited` the child is reaped and the value must not be used.
    func wait(wake: Int32, milliseconds: Int32?) -> Event {
        // A kernel without descriptors of processes is asked at intervals.
        let slice: Int32 = descriptor >= 0 ? milliseconds ?? -1 : min(milliseconds ?? 100, 100)
        var remaining = milliseconds ?? Int32.max
        while true {
            if let status = reap(options: WNOHANG) { return .exited(status) }
            var polled = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe polled.withUnsafeMutableBufferPointer { unsafe poll($0.baseAddress, 2, slice) }
            if count > 0, polled[1].revents != 0 { return .woken }
            if count == 0, milliseconds != nil {
                remaining -= max(slice, 1)
                if remaining <= 0 { return .timedOut }
            }
        }
    }

    /// Waits for the end of a program that ends by itself.
    func wait() -> Int32 { reap(options: 0) ?? -1 }

    private func reap(options: Int32) -> Int32? {
        var status: Int32 = 0
        while true {
            let found = unsafe waitpid(pid, &status, options)
            if found == pid { return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f) }
            guard found < 0, errno == EINTR else { return found < 0 ? 128 : nil }
        }
    }
}

/// Lends a nil-terminated array of C strings that C may declare mutable.
private func withMutableCStrings<Result>(
    _ strings: [String],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeMutableBufferPointer { all in
        guard let base = all.baseAddress else { preconditionFailure("an array with an element has an address") }
        return unsafe body(base)
    }
}

/// A descriptor that one thread writes to wake another.
@safe
final class WakeHandle: Sendable {
    let descriptor: Int32

    init() { descriptor = reeve_wake_open() }

    deinit { close(descriptor) }

    func wake() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Waits until it is raised or time is up.
    func wait(milliseconds: Int32) {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&polled, 1, milliseconds)
    }

    func reset() {
        var count: UInt64 = 0
        _ = unsafe read(descriptor, &count, 8)
    }
}

/// A thread that runs one closure and ends.
@safe
enum DedicatedThread {
    private final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts the thread with all signals blocked.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let box = unsafe Unmanaged.passRetained(Box(body))
        let code = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let box = unsafe Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
                box.body()
                return nil
            },
            box.toOpaque()
        )
        guard code == 0 else {
            unsafe box.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
