import COpenSSL

/// HMAC with SHA-256, fetched from OpenSSL once.
@safe
final class MessageCodeHandle: @unchecked Sendable {
    // Sendable: the context is only ever duplicated, never used itself, and an `EVP_MAC_CTX` that nobody changes may
    // be read from several threads.
    private static let hmac = MessageCodeHandle()

    private let template: OpaquePointer

    private init() {
        guard let algorithm = unsafe EVP_MAC_fetch(nil, OSSL_MAC_NAME_HMAC, nil) else {
            preconditionFailure("OpenSSL has no HMAC")
        }
        defer { unsafe EVP_MAC_free(algorithm) }
        guard let template = unsafe EVP_MAC_CTX_new(algorithm) else {
            preconditionFailure("out of memory for a message code")
        }
        let result = unsafe shim_EVP_MAC_CTX_set_sha256(template)
        precondition(result == 1, "OpenSSL has no HMAC with SHA-256")
        unsafe self.template = template
    }

    deinit { unsafe EVP_MAC_CTX_free(template) }

    /// The code of some bytes.
    static func code(_ bytes: Span<UInt8>, key: Span<UInt8>) -> [UInt8] {
        guard let context = unsafe EVP_MAC_CTX_dup(hmac.template) else {
            preconditionFailure("out of memory for a message code")
        }
        defer { unsafe EVP_MAC_CTX_free(context) }
        var code = [UInt8](repeating: 0, count: 32)
        // Without an address OpenSSL would take an empty key for no key at all.
        var nothing: UInt8 = 0
        let isDone = unsafe key.withUnsafeBufferPointer { key in
            unsafe withUnsafePointer(to: &nothing) { nothing in
                unsafe EVP_MAC_init(context, key.baseAddress ?? nothing, key.count, nil) == 1
            }
        }
        let isFinished = unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe code.withUnsafeMutableBufferPointer { code in
                unsafe EVP_MAC_update(context, bytes.baseAddress, bytes.count) == 1
                    && EVP_MAC_final(context, code.baseAddress, nil, code.count) == 1
            }
        }
        precondition(isDone && isFinished, "OpenSSL cannot make a message code")
        return code
    }
}
