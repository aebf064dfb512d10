import COpenSSL

/// A digest algorithm, fetched from OpenSSL once: a fetch for each digest costs more than the digest of a short text.
@safe
final class DigestAlgorithmHandle: @unchecked Sendable {
    // Sendable: an `EVP_MD` never changes after it was fetched, and its reference count is atomic.
    static let sha256 = DigestAlgorithmHandle("SHA256", length: 32)
    static let sha512 = DigestAlgorithmHandle("SHA512", length: 64)
    /// A library that is restricted to approved algorithms has neither of these.
    static let md5 = DigestAlgorithmHandle(ifThere: "MD5", length: 16)
    static let sha1 = DigestAlgorithmHandle(ifThere: "SHA1", length: 20)

    let length: Int
    private let pointer: OpaquePointer

    private init(_ name: String, length: Int) {
        guard let pointer = unsafe EVP_MD_fetch(nil, name, nil) else {
            preconditionFailure("OpenSSL has no \(name)")
        }
        unsafe self.pointer = pointer
        self.length = length
    }

    private init?(ifThere name: String, length: Int) {
        guard let pointer = unsafe EVP_MD_fetch(nil, name, nil) else { return nil }
        unsafe self.pointer = pointer
        self.length = length
    }

    deinit { unsafe EVP_MD_free(pointer) }

    /// Lends the `EVP_MD`; it must not leave the closure.
    func withPointer<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        unsafe body(pointer)
    }
}

/// Owns an `EVP_MD_CTX`.
@safe
struct DigestHandle: ~Copyable {
    private let pointer: OpaquePointer
    private let algorithm: DigestAlgorithmHandle

    init(_ algorithm: DigestAlgorithmHandle) {
        guard let pointer = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory for a digest") }
        unsafe self.pointer = pointer
        self.algorithm = algorithm
        let result = unsafe algorithm.withPointer { unsafe EVP_DigestInit_ex2(pointer, $0, nil) }
        precondition(result == 1, "OpenSSL cannot begin a digest")
    }

    deinit { unsafe EVP_MD_CTX_free(pointer) }

    func update(_ bytes: Span<UInt8>) {
        let result = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe EVP_DigestUpdate(pointer, buffer.baseAddress, buffer.count)
        }
        precondition(result == 1, "OpenSSL cannot continue a digest")
    }

    func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: algorithm.length)
        let result = unsafe digest.withUnsafeMutableBufferPointer { buffer in
            unsafe EVP_DigestFinal_ex(pointer, buffer.baseAddress, nil)
        }
        precondition(result == 1, "OpenSSL cannot finish a digest")
        return digest
    }

    /// Digests bytes that are all there.
    static func digest(_ bytes: Span<UInt8>, with algorithm: DigestAlgorithmHandle) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: algorithm.length)
        let result = unsafe digest.withUnsafeMutableBufferPointer { digest in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe algorithm.withPointer { algorithm in
                    unsafe EVP_Digest(bytes.baseAddress, bytes.count, digest.baseAddress, nil, algorithm, nil)
                }
            }
        }
        precondition(result == 1, "OpenSSL cannot make a digest")
        return digest
    }
}
