import COpenSSL

/// Owns an `EVP_CIPHER_CTX` for AES-256-GCM.
@safe
struct CipherHandle: ~Copyable {
    /// The cipher, fetched from OpenSSL once.
    @safe
    private final class Algorithm: @unchecked Sendable {
        // Sendable: an `EVP_CIPHER` never changes after it was fetched, and its reference count is atomic.
        static let shared = Algorithm()
        let pointer: OpaquePointer

        private init() {
            guard let pointer = unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil) else {
                preconditionFailure("OpenSSL has no AES-256-GCM")
            }
            unsafe self.pointer = pointer
        }

        deinit { unsafe EVP_CIPHER_free(pointer) }
    }

    private let pointer: OpaquePointer

    private init(key: Span<UInt8>, nonce: Span<UInt8>, isSealing: Bool) throws(CryptoError) {
        guard key.count == AEAD.keyLength else {
            throw .wrongLength(expected: AEAD.keyLength, found: key.count)
        }
        guard nonce.count == AEAD.nonceLength else {
            throw .wrongLength(expected: AEAD.nonceLength, found: nonce.count)
        }
        guard let pointer = unsafe EVP_CIPHER_CTX_new() else { throw OpenSSLHandle.failure("EVP_CIPHER_CTX_new") }
        let result = unsafe key.withUnsafeBufferPointer { key in
            unsafe nonce.withUnsafeBufferPointer { nonce in
                unsafe EVP_CipherInit_ex2(
                    pointer,
                    Algorithm.shared.pointer,
                    key.baseAddress,
                    nonce.baseAddress,
                    isSealing ? 1 : 0,
                    nil
                )
            }
        }
        guard result == 1 else {
            unsafe EVP_CIPHER_CTX_free(pointer)
            throw OpenSSLHandle.failure("EVP_CipherInit")
        }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_CIPHER_CTX_free(pointer) }

    /// Gives the nonce, the cipher text and the tag.
    static func seal(
        _ plain: Span<UInt8>,
        key: borrowing SecretBytes,
        nonce: [UInt8],
        context: AssociatedData
    ) throws(CryptoError) -> [UInt8] {
        guard plain.count <= Int(Int32.max) - AEAD.overhead else { throw .tooLong(limit: Int(Int32.max)) }
        let cipher = try key.withBytes { key throws(CryptoError) in
            try CipherHandle(key: key, nonce: nonce.span, isSealing: true)
        }
        var sealed = nonce + [UInt8](repeating: 0, count: plain.count + AEAD.tagLength)
        try cipher.authenticate(context)
        var span = sealed.mutableSpan
        try cipher.transform(plain, into: &span, at: AEAD.nonceLength)
        let isTagged = unsafe sealed.withUnsafeMutableBufferPointer { buffer in
            var rest: Int32 = 0
            guard let base = buffer.baseAddress else { return false }
            let end = unsafe base + (buffer.count - AEAD.tagLength)
            return unsafe EVP_CipherFinal_ex(cipher.pointer, end, &rest) == 1
                && EVP_CIPHER_CTX_ctrl(cipher.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(AEAD.tagLength), end) == 1
        }
        guard isTagged else { throw OpenSSLHandle.failure("EVP_CipherFinal") }
        return sealed
    }

    /// Writes the plain text, which is only to be looked at when nothing is thrown.
    static func open(
        _ sealed: Span<UInt8>,
        key: Span<UInt8>,
        context: AssociatedData,
        into plain: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
        guard sealed.count >= AEAD.overhead, sealed.count <= Int(Int32.max),
            plain.count == sealed.count - AEAD.overhead
        else { throw .notAuthentic }
        let cipher = try CipherHandle(key: key, nonce: sealed.extracting(first: AEAD.nonceLength), isSealing: false)
        let tag = sealed.extracting(last: AEAD.tagLength)
        let isSet = unsafe tag.withUnsafeBufferPointer { tag in
            unsafe EVP_CIPHER_CTX_ctrl(
                cipher.pointer,
                EVP_CTRL_AEAD_SET_TAG,
                Int32(tag.count),
                UnsafeMutableRawPointer(mutating: tag.baseAddress)
            ) == 1
        }
        guard isSet else { throw OpenSSLHandle.failure("EVP_CIPHER_CTX_ctrl") }
        try cipher.authenticate(context)
        let body = sealed.extracting(AEAD.nonceLength..<(AEAD.nonceLength + plain.count))
        try cipher.transform(body, into: &plain, at: 0)
        var nothing: (UInt8, Int32) = (0, 0)
        guard unsafe EVP_CipherFinal_ex(cipher.pointer, &nothing.0, &nothing.1) == 1 else {
            ERR_clear_error()
            throw .notAuthentic
        }
    }

    private func authenticate(_ context: AssociatedData) throws(CryptoError) {
        guard !context.bytes.isEmpty else { return }
        guard context.bytes.count <= Int(Int32.max) else { throw .tooLong(limit: Int(Int32.max)) }
        var count: Int32 = 0
        guard unsafe EVP_CipherUpdate(pointer, nil, &count, context.bytes, Int32(context.bytes.count)) == 1 else {
            throw OpenSSLHandle.failure("EVP_CipherUpdate")
        }
    }

    private func transform(
        _ input: Span<UInt8>,
        into output: inout MutableSpan<UInt8>,
        at offset: Int
    ) throws(CryptoError) {
        guard !input.isEmpty else { return }
        guard output.count - offset >= input.count else {
            throw .wrongLength(expected: input.count, found: output.count - offset)
        }
        let result = unsafe input.withUnsafeBufferPointer { input in
            unsafe output.withUnsafeMutableBufferPointer { output in
                var count: Int32 = 0
                return unsafe EVP_CipherUpdate(
                    pointer,
                    output.baseAddress.map { unsafe $0 + offset },
                    &count,
                    input.baseAddress,
                    Int32(input.count)
                )
            }
        }
        guard result == 1 else { throw OpenSSLHandle.failure("EVP_CipherUpdate") }
    }
}
