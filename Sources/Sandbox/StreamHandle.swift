import Glibc

/// The standard streams of a process that was confined.
enum StreamHandle {
    /// Reads so many bytes, `nil` if the other side is gone before.
    static func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var got = 0
        while got < count {
            let read = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(0, buffer.baseAddress.map { unsafe $0 + got }, count - got)
            }
            guard read > 0 || read < 0 && errno == EINTR else { return nil }
            got += max(read, 0)
        }
        return bytes
    }

    /// Writes bytes, and tells whether the other side is still there.
    static func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(1, buffer.baseAddress.map { unsafe $0 + sent }, bytes.count - sent)
            }
            guard count > 0 || count < 0 && errno == EINTR else { return false }
            sent += max(count, 0)
        }
        return true
    }
}
