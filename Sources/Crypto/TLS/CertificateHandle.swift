import COpenSSL

/// Owns an `X509`.
@safe
struct CertificateHandle: ~Copyable {
    private let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit { unsafe X509_free(pointer) }

    var peer: PeerCertificate {
        PeerCertificate(
            subject: subject,
            uniformResourceIdentifiers: uniformResourceIdentifiers,
            serialNumber: serialNumber,
            notAfter: unsafe Self.seconds(X509_get0_notAfter(pointer)),
            fingerprint: fingerprint
        )
    }

    private var subject: String {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { return "" }
        defer { unsafe BIO_free(bio) }
        guard unsafe X509_NAME_print_ex(bio, X509_get_subject_name(pointer), 0, shim_XN_FLAGS) >= 0 else { return "" }
        return unsafe Self.text(of: bio)
    }

    private var uniformResourceIdentifiers: [String] {
        guard let extension_ = unsafe X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else { return [] }
        let names = OpaquePointer(extension_)
        defer { unsafe GENERAL_NAMES_free(names) }
        var texts: [String] = []
        for index in 0..<(unsafe shim_sk_GENERAL_NAME_num(names)) {
            guard let name = unsafe shim_sk_GENERAL_NAME_value(names, index),
                let uri = unsafe shim_GENERAL_NAME_uri(name), let start = unsafe ASN1_STRING_get0_data(uri)
            else { continue }
            let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(uri)))
            // A zero or a control in the middle is meant to look like something else further on.
            guard unsafe bytes.allSatisfy({ 0x21...0x7e ~= $0 }) else { continue }
            texts.append(unsafe String(decoding: bytes, as: UTF8.self))
        }
        return texts
    }

    private var serialNumber: String {
        guard let number = unsafe ASN1_INTEGER_to_BN(X509_get0_serialNumber(pointer), nil) else { return "" }
        defer { unsafe BN_free(number) }
        guard let text = unsafe BN_bn2hex(number) else { return "" }
        defer { unsafe CRYPTO_free(text, nil, 0) }
        let digits = unsafe String(cString: text).lowercased().drop { $0 == "0" }
        return digits.isEmpty ? "0" : String(digits)
    }

    private var fingerprint: [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let result = unsafe digest.withUnsafeMutableBufferPointer { buffer in
            unsafe X509_digest(pointer, EVP_sha256(), buffer.baseAddress, nil)
        }
        return result == 1 ? digest : []
    }

    /// The seconds since 1970 of a time in a certificate.
    static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
        guard let epoch = unsafe ASN1_TIME_set(nil, 0) else { return 0 }
        defer { unsafe ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return 0 }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    /// What was written to a `BIO` in memory.
    static func text(of bio: OpaquePointer) -> String {
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe shim_BIO_get_mem_data(bio, &start)
        guard let start = unsafe start, count > 0 else { return "" }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }
}
