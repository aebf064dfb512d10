import Glibc
import Synchronization
import Terminal

/// Owns a descriptor that results are written to: standard output, or a new file.
@safe
final class OutputHandle: Sendable {
    /// Where the bytes go.
    let descriptor: Int32
    private let partial: String?
    private let path: String?
    private let count = Mutex(0)

    /// Writes to standard output.
    init() {
        descriptor = 1
        partial = nil
        path = nil
    }

    /// Makes a file that only its owner can read; it has its name only once it is finished.
    ///
    /// - Throws: `CommandFailure` when there is such a file or it cannot be made.
    init(path: String) throws(CommandFailure) {
        guard unsafe access(path, F_OK) != 0 else { throw CommandFailure(.usage, "`\(path)` is there already") }
        let partial = path + ".partial"
        descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        self.partial = partial
        self.path = path
        guard descriptor >= 0 else {
            throw CommandFailure(.usage, "`\(partial)` cannot be written: \(SystemCode.text)")
        }
    }

    deinit {
        guard partial != nil, descriptor >= 0 else { return }
        _ = close(descriptor)
    }

    /// How many bytes were written by us.
    var written: Int { count.withLock(\.self) }

    /// How large the file is, whoever writes it.
    var size: Int {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Writes bytes, and answers whether all of them were.
    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let result = unsafe bytes.withUnsafeBytes { all in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: all[sent...])
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { return false }
            sent += result
        }
        count.withLock { $0 += sent }
        return true
    }

    /// Makes sure that a file is on the disk, and gives it its name.
    ///
    /// - Throws: `CommandFailure` when that is not possible.
    func finish() throws(CommandFailure) {
        guard let partial, let path else { return }
        guard fsync(descriptor) == 0, unsafe rename(partial, path) == 0 else {
            throw CommandFailure(.failure, "`\(path)` cannot be finished: \(SystemCode.text)")
        }
    }

    /// Removes a file that is not finished.
    func abandon() {
        guard let partial else { return }
        _ = unsafe unlink(partial)
    }
}
