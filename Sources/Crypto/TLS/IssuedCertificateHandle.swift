import COpenSSL

/// Owns an `X509` and the `EVP_PKEY` that belongs to it.
@safe
final class IssuedCertificateHandle: @unchecked Sendable {
    // Sendable: neither is changed after `init`; signing with a key and reading a certificate may happen on several
    // threads, what OpenSSL remembers in them is under its own locks.

    private let certificate: OpaquePointer
    private let key: OpaquePointer

    init(_ description: GeneratedCertificate.Description, issuer: IssuedCertificateHandle?) throws(CryptoError) {
        guard 1...64 ~= description.commonName.utf8.count, let names = description.alternativeNames else {
            throw .malformed(expected: "a common name of 1 to 64 bytes and alternative names of plain ASCII")
        }
        guard let key = unsafe shim_EVP_PKEY_generate_P256() else { throw OpenSSLHandle.failure("EVP_PKEY_keygen") }
        guard let certificate = unsafe X509_new() else {
            unsafe EVP_PKEY_free(key)
            throw OpenSSLHandle.failure("X509_new")
        }
        unsafe self.certificate = certificate
        unsafe self.key = key
        try setFields(description, issuer: issuer)
        try addExtensions(description, names: names, issuer: issuer)
        guard unsafe X509_sign(certificate, issuer?.key ?? key, EVP_sha256()) > 0 else {
            throw OpenSSLHandle.failure("X509_sign")
        }
    }

    deinit {
        unsafe X509_free(certificate)
        unsafe EVP_PKEY_free(key)
    }

    var certificateText: String {
        unsafe Self.text { unsafe PEM_write_bio_X509($0, certificate) }
    }

    var privateKeyText: String {
        unsafe Self.text { unsafe PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    private func setFields(
        _ description: GeneratedCertificate.Description,
        issuer: IssuedCertificateHandle?
    ) throws(CryptoError) {
        guard let name = unsafe X509_NAME_new() else { throw OpenSSLHandle.failure("X509_NAME_new") }
        defer { unsafe X509_NAME_free(name) }
        var serial = Random.bytes(16)
        serial[0] = serial[0] & 0x7f | 0x40
        guard let number = unsafe BN_bin2bn(serial, Int32(serial.count), nil) else {
            throw OpenSSLHandle.failure("BN_bin2bn")
        }
        defer { unsafe BN_free(number) }
        let common = [UInt8](description.commonName.utf8)
        let lifetime = Int(clamping: description.lifetime.components.seconds)
        let isSet =
            unsafe X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, common, Int32(common.count), -1, 0)
            == 1 && X509_set_version(certificate, Int(X509_VERSION_3)) == 1
            && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil
            && X509_gmtime_adj(X509_getm_notBefore(certificate), min(lifetime, 0) - 300) != nil
            && X509_gmtime_adj(X509_getm_notAfter(certificate), lifetime) != nil
            && X509_set_pubkey(certificate, key) == 1 && X509_set_subject_name(certificate, name) == 1
            && X509_set_issuer_name(certificate, issuer.map { unsafe X509_get_subject_name($0.certificate) } ?? name)
                == 1
        guard isSet else { throw OpenSSLHandle.failure("X509_set") }
    }

    private func addExtensions(
        _ description: GeneratedCertificate.Description,
        names: String,
        issuer: IssuedCertificateHandle?
    ) throws(CryptoError) {
        var extensions = [
            (NID_basic_constraints, description.isAuthority ? "critical,CA:TRUE" : "critical,CA:FALSE"),
            (NID_key_usage, description.isAuthority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature"),
            (NID_subject_key_identifier, "hash"),
            (NID_authority_key_identifier, "keyid"),
        ]
        if !description.isAuthority {
            extensions.append((NID_ext_key_usage, "serverAuth,clientAuth"))
        }
        if !names.isEmpty {
            extensions.append((NID_subject_alt_name, names))
        }
        for (kind, value) in extensions {
            let signer = unsafe issuer?.certificate ?? certificate
            guard unsafe shim_X509_add_extension(certificate, signer, kind, value) == 1 else {
                ERR_clear_error()
                throw .malformed(expected: "names and addresses that a certificate can bear")
            }
        }
    }

    /// What a function writes to a `BIO`.
    private static func text(_ write: (OpaquePointer) -> Int32) -> String {
        guard let bio = unsafe BIO_new(BIO_s_secmem()) else { return "" }
        defer { unsafe BIO_free(bio) }
        guard unsafe write(bio) == 1 else {
            ERR_clear_error()
            return ""
        }
        return unsafe CertificateHandle.text(of: bio)
    }
}
