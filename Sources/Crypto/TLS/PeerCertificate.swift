/// What a certificate that was verified says about its holder.
public struct PeerCertificate: Equatable, Sendable {
    /// The distinguished name in the order and form of RFC 2253, as `CN=worker,O=Example`.
    public let subject: String
    /// The URIs among the alternative names; those that are not plain ASCII are left out and can match nothing.
    public let uniformResourceIdentifiers: [String]
    /// The serial number in lower-case hexadecimal without leading zeros.
    public let serialNumber: String
    /// When it ends, in seconds since 1970.
    public let notAfter: Int64
    /// SHA-256 of the whole certificate.
    public let fingerprint: [UInt8]
}
