import CLinux
import Glibc

/// Owns a confined child process and our end of the socket that it reads and writes; both end with it.
@safe
final class ChildHandle: Sendable {
    private let socket: Int32
    /// The number of the process.
    let child: Int32

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: The program.
    ///   - argument: The word that it is given.
    /// - Throws: `SandboxError` if the system refuses.
    init(_ path: String, _ argument: String) throws(SandboxError) {
        var (socket, child): (Int32, Int32) = (-1, -1)
        let code = unsafe clinux_spawn(path, argument, &socket, &child)
        guard code == 0 else { throw .system(call: "posix_spawn", code: code) }
        (self.socket, self.child) = (socket, child)
    }

    deinit {
        kill(child, SIGKILL)
        close(socket)
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    }

    /// Sends bytes.
    ///
    /// - Throws: `SandboxError.gone` if the child has ended, `late` if time is up.
    func send(_ bytes: [UInt8], before end: ContinuousClock.Instant) throws(SandboxError) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    socket,
                    buffer.baseAddress.map { unsafe $0 + sent },
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                try wait(for: Int16(POLLOUT), before: end)
            } else if errno != EINTR {
                throw .gone
            }
        }
    }

    /// Receives so many bytes.
    ///
    /// - Throws: `SandboxError.gone` if the child ends before, `late` if time is up.
    func receive(_ count: Int, before end: ContinuousClock.Instant) throws(SandboxError) -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: min(count, 64 << 10))
        // What was promised is not believed: memory is taken for what has come.
        while bytes.count < count {
            let wanted = min(part.count, count - bytes.count)
            let got = unsafe part.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, wanted, 0) }
            if got > 0 {
                bytes += part[..<got]
            } else if got < 0, errno == EAGAIN {
                try wait(for: Int16(POLLIN), before: end)
            } else if got == 0 || errno != EINTR {
                throw .gone
            }
        }
        return bytes
    }

    /// Whether the child is there and has said nothing unasked.
    var isQuiet: Bool {
        var polled = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&polled, 1, 0) == 0
    }

    private func wait(for events: Int16, before end: ContinuousClock.Instant) throws(SandboxError) {
        let rest = (end - ContinuousClock.now) / .milliseconds(1)
        guard rest > 0 else { throw .late }
        var polled = pollfd(fd: socket, events: events, revents: 0)
        _ = unsafe poll(&polled, 1, Int32(min(rest.rounded(.up), 60_000)))
    }
}
