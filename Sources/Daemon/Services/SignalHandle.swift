import CLinux
import EventLoop
import Glibc
import Synchronization

/// Owns the handlers of some signals, of which a process has one set.
///
/// A handler writes the signal's number to a pipe and does nothing else; a thread reads the pipe. Unlike `signalfd` and `sigwait` this
/// asks nothing of other threads' signal masks, which child processes would inherit.
@safe
final class SignalHandle: Sendable {
    private static let isTaken = Atomic<Bool>(false)

    private let numbers: [Int32]
    private let reading: Int32
    private let writing: Int32
    private let thread: ThreadHandle

    /// Receives signals.
    ///
    /// - Parameters:
    ///   - numbers: The signals.
    ///   - body: Hears of each, on a thread of its own.
    /// - Throws: `ServiceGroupError.signalsTaken`, or `signals` if the system gives no pipe or thread.
    init(_ numbers: [Int32], _ body: @escaping @Sendable (Int32) -> Void) throws(ServiceGroupError) {
        guard !Self.isTaken.exchange(true, ordering: .acquiringAndReleasing) else { throw .signalsTaken }
        var reading: Int32 = -1
        var writing: Int32 = -1
        let error = unsafe clinux_pipe(&reading, &writing)
        guard error == 0 else {
            Self.isTaken.store(false, ordering: .releasing)
            throw .signals(errorNumber: error)
        }
        let end = reading
        do throws(EventLoopError) {
            thread = try ThreadHandle(name: "signals") { Self.read(end, body) }
        } catch {
            _ = close(reading)
            _ = close(writing)
            Self.isTaken.store(false, ordering: .releasing)
            throw .signals(errorNumber: EAGAIN)
        }
        self.numbers = numbers
        (self.reading, self.writing) = (reading, writing)
        // Fails only for a number that is no signal's.
        for number in numbers { _ = clinux_catch_signal(number, writing) }
        // A closed connection is an error of the write, not the end of the process.
        clinux_ignore_signal(SIGPIPE)
    }

    /// Gives the signals their default action back; to be called once.
    func end() {
        for number in numbers { clinux_release_signal(number) }
        var zero: UInt8 = 0
        while unsafe write(writing, &zero, 1) < 0, errno == EINTR || errno == EAGAIN {}
        thread.join()
        _ = close(reading)
        _ = close(writing)
        Self.isTaken.store(false, ordering: .releasing)
    }

    private static func read(_ descriptor: Int32, _ body: (Int32) -> Void) {
        var number: UInt8 = 0
        while true {
            let count = unsafe Glibc.read(descriptor, &number, 1)
            if count == 1 {
                guard number != 0 else { return }
                body(Int32(number))
            } else if count == 0 || errno != EINTR {
                return
            }
        }
    }

    /// Ends the process at once, without running what is registered for its exit.
    static func exitNow(_ status: Int32) {
        _exit(status)
    }

    /// What a signal's number asks of a group of services.
    static func meaning(of number: Int32) -> ServiceGroupState.Signal {
        number == SIGHUP ? .reload : .stop(number)
    }

    /// The signals that a group of services receives.
    static let received = [SIGTERM, SIGINT, SIGHUP]
}
