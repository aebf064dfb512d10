import Glibc

/// Reads files of the system's time zone database.
@safe
enum TimeZoneFileHandle {
    private static let folder = "/usr/share/zoneinfo/"
    /// The greatest file of the database has 4 KB.
    private static let limit = 1 << 16

    /// The bytes of the file of a zone, `nil` if there is none.
    ///
    /// The caller has made sure that the name leads nowhere else.
    static func bytes(of name: String) -> [UInt8]? {
        let descriptor = unsafe open(folder + name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        while count < limit {
            let result = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(descriptor, buffer.baseAddress?.advanced(by: count), limit - count)
            }
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { return result < 0 ? nil : Array(bytes[..<count]) }
            count += result
        }
        return nil
    }
}
