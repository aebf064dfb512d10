import Glibc
import Terminal

/// Reads what commands are given: files, standard input, and what is typed unseen.
@safe
enum InputHandle {
    /// The bytes of a file.
    ///
    /// - Throws: `CommandFailure` with a sentence when it cannot be read or is too large.
    static func bytes(of path: String, limit: Int) throws(CommandFailure) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CommandFailure(.data, "`\(path)` cannot be opened: \(SystemCode.text)") }
        defer { _ = close(descriptor) }
        return try bytes(from: descriptor, named: path, limit: limit)
    }

    /// The text of a file.
    ///
    /// - Throws: `CommandFailure` with a sentence when it cannot be read, is too large or no UTF-8.
    static func text(of path: String, limit: Int) throws(CommandFailure) -> String {
        try text(bytes(of: path, limit: limit), named: path)
    }

    /// The text of standard input to its end.
    ///
    /// - Throws: `CommandFailure` as for a file.
    static func standardInput(limit: Int) throws(CommandFailure) -> String {
        try text(bytes(from: 0, named: "standard input", limit: limit), named: "standard input")
    }

    /// Whether somebody types.
    static var isInteractive: Bool { isatty(0) == 1 }

    /// A line typed on the terminal without being shown.
    ///
    /// - Throws: `CommandFailure` when there is no terminal or nothing was typed.
    static func unseen(_ prompt: String, _ console: Console) throws(CommandFailure) -> String {
        var before = termios()
        guard unsafe tcgetattr(0, &before) == 0 else { throw CommandFailure(.usage, "standard input is no terminal") }
        var quiet = before
        quiet.c_lflag &= ~tcflag_t(ECHO)
        quiet.c_lflag |= tcflag_t(ICANON | ISIG)
        console.writeError("\(prompt): ")
        guard unsafe tcsetattr(0, TCSAFLUSH, &quiet) == 0 else {
            throw CommandFailure(.usage, "the terminal cannot be kept from showing what is typed")
        }
        defer {
            _ = unsafe tcsetattr(0, TCSAFLUSH, &before)
            console.writeError("\n")
        }
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 4096 {
            let count = unsafe read(0, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1, byte != UInt8(ascii: "\n") else { break }
            line.append(byte)
        }
        return try text(line, named: "the terminal")
    }

    private static func text(_ bytes: [UInt8], named name: String) throws(CommandFailure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.data, "`\(name)` is not UTF-8")
        }
        return text
    }

    private static func bytes(from descriptor: Int32, named name: String, limit: Int) throws(CommandFailure) -> [UInt8]
    {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommandFailure(.data, "`\(name)` cannot be read: \(SystemCode.text)") }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else { throw CommandFailure(.data, "`\(name)` is larger than \(limit) bytes") }
        }
    }
}

/// The error of the last call to the system.
@safe
enum SystemCode {
    /// What the system calls it.
    static var text: String { text(of: errno) }

    static func text(of code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text).lowercased()
    }
}
