import EventLoop
import Glibc
import Terminal

/// Runs a program to its end, with files for its standard streams.
@safe
enum SubprocessHandle {
    /// How a program ended.
    struct Ending {
        var status: Int32
        /// The end of what it wrote to standard error.
        var complaint: String
    }

    /// Runs a program; it stays in our process group, so that Ctrl-C stops it too.
    ///
    /// It gets no environment of ours, which may hold secrets.
    ///
    /// - Parameters:
    ///   - command: The program's path and its arguments.
    ///   - input: The descriptor of its standard input, `nil` for none.
    ///   - output: The descriptor of its standard output, `nil` for none.
    /// - Returns: How it ended, whatever its status.
    /// - Throws: `CommandFailure` when it cannot be started.
    static func run(_ command: [String], input: Int32? = nil, output: Int32? = nil) async throws -> Ending {
        let pool = try WorkPool(name: "child", threads: 1, limit: 1)
        return try await pool.run { try runAndWait(command, input: input, output: output) }
    }

    private static func runAndWait(_ command: [String], input: Int32?, output: Int32?) throws(CommandFailure) -> Ending
    {
        var name = Array("/tmp/reeve-XXXXXX".utf8CString)
        let complaints = unsafe mkstemp(&name)
        guard complaints >= 0 else {
            throw CommandFailure(.failure, "no file can be made in `/tmp`: \(SystemCode.text)")
        }
        // It lives as long as it is open.
        _ = unsafe unlink(name)
        _ = fcntl(complaints, F_SETFD, FD_CLOEXEC)
        defer { _ = close(complaints) }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe add(&actions, input, as: 0)
        unsafe add(&actions, output, as: 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, complaints, 2)
        var child: pid_t = 0
        let environment = ["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "LC_ALL=C.UTF-8"]
        let code = unsafe withMutableCStrings(command) { arguments in
            unsafe withMutableCStrings(environment) { environment in
                unsafe posix_spawn(&child, command[0], &actions, nil, arguments, environment)
            }
        }
        guard code == 0 else {
            throw CommandFailure(.unavailable, "`\(command[0])` cannot be started: \(SystemCode.text(of: code))")
        }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw CommandFailure(.failure, "`\(command[0])` was lost: \(SystemCode.text)") }
        }
        let number = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
        return Ending(status: number, complaint: tail(of: complaints))
    }

    private static func add(_ actions: inout posix_spawn_file_actions_t, _ descriptor: Int32?, as standard: Int32) {
        if let descriptor {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, standard)
        } else {
            unsafe posix_spawn_file_actions_addopen(&actions, standard, "/dev/null", O_RDWR, 0)
        }
    }

    /// The last bytes of a file.
    private static func tail(of descriptor: Int32) -> String {
        let size = lseek(descriptor, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: 2048)
        let count = unsafe bytes.withUnsafeMutableBytes { bytes in
            unsafe pread(descriptor, bytes.baseAddress, bytes.count, max(0, size - bytes.count))
        }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    private static func withMutableCStrings<Result>(
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
}

/// A file that is read, and how far.
@safe
final class InputFileHandle: Sendable {
    /// The descriptor, which shares its place with whoever inherits it.
    let descriptor: Int32
    /// How large the file is.
    let size: Int

    init(path: String) throws(CommandFailure) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandFailure(.data, "`\(path)` cannot be opened: \(SystemCode.text)") }
        size = Int(lseek(descriptor, 0, SEEK_END))
        _ = lseek(descriptor, 0, SEEK_SET)
    }

    deinit { _ = close(descriptor) }

    /// How far it has been read.
    var place: Int { Int(lseek(descriptor, 0, SEEK_CUR)) }
}

/// Asks the file system about data folders.
@safe
enum FolderHandle {
    /// Whether there is such a file or folder.
    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Makes a folder, if it is not there, with those it is in; others may pass through it and list nothing.
    ///
    /// - Throws: `CommandFailure` with the system's reason.
    static func make(_ path: String) throws(CommandFailure) {
        let parts = path.split(separator: "/")
        var whole = path.hasPrefix("/") ? "" : "."
        for part in parts {
            whole += "/" + part
            guard unsafe mkdir(whole, 0o711) != 0, errno != EEXIST, errno != EISDIR else { continue }
            throw CommandFailure(.configuration, "the folder `\(whole)` cannot be made: \(SystemCode.text)")
        }
    }

    /// Whether a folder holds nothing, or is not there.
    ///
    /// - Throws: `CommandFailure` when it cannot be read.
    static func isEmpty(_ path: String) throws(CommandFailure) -> Bool {
        guard let folder = unsafe opendir(path) else {
            guard errno == ENOENT else { throw CommandFailure(.usage, "`\(path)` cannot be read: \(SystemCode.text)") }
            return true
        }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        return count <= 2
    }

    /// Gives a folder another name.
    ///
    /// - Throws: `CommandFailure` when that is not possible.
    static func move(_ path: String, to other: String) throws(CommandFailure) {
        guard unsafe rename(path, other) == 0 else {
            throw CommandFailure(.failure, "`\(path)` cannot be renamed to `\(other)`: \(SystemCode.text)")
        }
    }
}
