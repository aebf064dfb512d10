import COpenSSL

/// OpenSSL's HKDF.
enum DerivationHandle {
    /// Fills the output with the derived key.
    static func derive(
        from key: Span<UInt8>,
        salt: [UInt8],
        info: [UInt8],
        into output: inout MutableSpan<UInt8>
    ) throws(CryptoError) {
        guard let algorithm = unsafe EVP_KDF_fetch(nil, OSSL_KDF_NAME_HKDF, nil) else {
            throw OpenSSLHandle.failure("EVP_KDF_fetch")
        }
        defer { unsafe EVP_KDF_free(algorithm) }
        guard let context = unsafe EVP_KDF_CTX_new(algorithm) else { throw OpenSSLHandle.failure("EVP_KDF_CTX_new") }
        defer { unsafe EVP_KDF_CTX_free(context) }
        let result = unsafe key.withUnsafeBufferPointer { key in
            unsafe output.withUnsafeMutableBufferPointer { output in
                unsafe shim_HKDF_sha256(
                    context,
                    key.baseAddress,
                    key.count,
                    salt,
                    salt.count,
                    info,
                    info.count,
                    output.baseAddress,
                    output.count
                )
            }
        }
        guard result == 1 else { throw OpenSSLHandle.failure("EVP_KDF_derive") }
    }
}
