import COpenSSL

/// What is common to all calls of OpenSSL.
enum OpenSSLHandle {
    /// Takes the oldest error off this thread's queue, and empties the queue.
    static func drainedError() -> UInt {
        let code = ERR_get_error()
        ERR_clear_error()
        return code
    }

    /// The error of a call that failed, with the queue emptied.
    static func failure(_ operation: String) -> CryptoError {
        .library(operation: operation, code: Int(bitPattern: drainedError()))
    }

    /// What OpenSSL says a code means, without file names or addresses.
    static func reason(of code: UInt) -> String {
        guard let text = unsafe ERR_reason_error_string(code) else { return "no reason given" }
        return unsafe String(cString: text)
    }

    /// Whether two runs of bytes are the same, in a time that depends on their lengths only.
    static func equals(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
        guard first.count == second.count else { return false }
        return unsafe first.withUnsafeBufferPointer { first in
            unsafe second.withUnsafeBufferPointer { second in
                guard let left = first.baseAddress, let right = second.baseAddress else { return true }
                return unsafe CRYPTO_memcmp(left, right, first.count) == 0
            }
        }
    }
}
