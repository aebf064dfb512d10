import COpenSSL
import Glibc

/// OpenSSL's random generator.
enum RandomHandle {
    /// Fills bytes with `RAND_priv_bytes`.
    static func fill(_ bytes: inout MutableSpan<UInt8>) {
        var start = 0
        while start < bytes.count {
            let count = min(bytes.count - start, Int(Int32.max))
            let result = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return Int32(1) }
                return unsafe RAND_priv_bytes(base + start, Int32(count))
            }
            guard result == 1 else { preconditionFailure("the random generator of OpenSSL failed") }
            start += count
        }
    }
}

/// The kernel's clock of the day.
enum WallClockHandle {
    /// Milliseconds since 1970.
    static func milliseconds() -> UInt64 {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0, time.tv_sec >= 0 else { return 0 }
        return UInt64(time.tv_sec) * 1000 + UInt64(time.tv_nsec) / 1_000_000
    }
}
