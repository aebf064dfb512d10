import COpenSSL

/// Owns memory that is overwritten before it is given back.
@safe
struct SecretMemoryHandle: ~Copyable, @unchecked Sendable {
    // Sendable: the memory is written in `init` only.

    /// OpenSSL's locked and undumped memory, set up by the first use.
    ///
    /// Where the system refuses to lock it OpenSSL goes on unlocked; where it cannot be had at all, ordinary memory is
    /// used.
    private static let heap: Bool = CRYPTO_secure_malloc_init(1 << 20, 32) != 0

    let count: Int
    private let pointer: UnsafeMutablePointer<UInt8>

    /// Takes memory, zeroed, and lets `fill` write it.
    init<Failure: Error>(
        count: Int,
        _ fill: (inout MutableSpan<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        _ = Self.heap
        let size = max(count, 1)
        // The locked memory may be used up: better a secret in ordinary memory than no service.
        guard let memory = unsafe CRYPTO_secure_zalloc(size, nil, 0) ?? CRYPTO_zalloc(size, nil, 0) else {
            preconditionFailure("out of memory for a secret")
        }
        ERR_clear_error()
        self.count = max(count, 0)
        unsafe pointer = memory.assumingMemoryBound(to: UInt8.self)
        var span = unsafe UnsafeMutableBufferPointer(start: pointer, count: self.count).mutableSpan
        try fill(&span)
    }

    deinit {
        unsafe CRYPTO_secure_clear_free(pointer, max(count, 1), nil, 0)
    }

    func withBytes<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe UnsafeBufferPointer(start: pointer, count: count).span)
    }

    /// Whether the bytes are in memory that is locked and left out of core dumps.
    var isLocked: Bool { unsafe CRYPTO_secure_allocated(pointer) == 1 }

    /// Overwrites bytes in a way that no optimiser removes.
    static func cleanse(_ bytes: inout MutableSpan<UInt8>) {
        unsafe bytes.withUnsafeMutableBufferPointer { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    }
}
