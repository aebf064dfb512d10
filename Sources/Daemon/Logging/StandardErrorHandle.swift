import Glibc

/// Standard error, as the place where logs go.
public enum StandardErrorHandle {
    /// Writes a line by one call, unless the system takes only a part of it.
    ///
    /// What standard error does not take is lost: a full pipe or a closed one must not stop the process.
    ///
    /// - Parameter line: The line with its line feed.
    public static func write(_ line: [UInt8]) {
        var rest = line[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return
            }
        }
    }
}
