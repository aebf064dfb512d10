import Glibc

/// Reads small files.
enum FileHandle {
    /// The text of a file of at most so many bytes.
    ///
    /// - Throws: ``StartError`` naming what is wrong.
    static func text(of path: String, limit: Int) throws -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StartError("cannot be opened: \(reason())") }
        defer { _ = close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < bytes.count {
            let read = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
            }
            guard read >= 0 else { throw StartError("cannot be read: \(reason())") }
            guard read > 0 else { break }
            count += read
        }
        guard count <= limit else { throw StartError("is larger than \(limit) bytes") }
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else { throw StartError("is not UTF-8") }
        return text
    }

    private static func reason() -> String {
        guard let text = unsafe strerror(errno) else { return "error \(errno)" }
        return unsafe String(cString: text)
    }
}

/// Reads the environment of the process.
enum EnvironmentHandle {
    /// All variables.
    static func all() -> [String: String] {
        var variables: [String: String] = [:]
        var entry = unsafe environ
        while let line = unsafe entry.pointee {
            let parts = unsafe String(cString: line).split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            variables[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
            unsafe entry += 1
        }
        return variables
    }
}
