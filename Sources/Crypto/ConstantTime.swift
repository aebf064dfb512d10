/// Whether two byte strings are the same, in a time that depends on their lengths only.
///
/// - Parameters:
///   - first: One of the two, such as a stored digest.
///   - second: The other, such as the digest of what was presented.
/// - Returns: `false` at once where the lengths differ.
public func constantTimeEquals(_ first: [UInt8], _ second: [UInt8]) -> Bool {
    OpenSSLHandle.equals(first.span, second.span)
}

/// Whether two byte strings are the same, in a time that depends on their lengths only.
///
/// - Parameters:
///   - first: One of the two.
///   - second: The other.
/// - Returns: `false` at once where the lengths differ.
public func constantTimeEquals(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
    OpenSSLHandle.equals(first, second)
}

/// Whether the UTF-8 of two texts is the same, in a time that depends on their lengths only.
///
/// Unlike `==` this does not treat canonically equivalent texts as equal.
///
/// - Parameters:
///   - first: One of the two.
///   - second: The other.
/// - Returns: `false` at once where the lengths differ.
public func constantTimeEquals(_ first: String, _ second: String) -> Bool {
    OpenSSLHandle.equals(first.utf8Span.span, second.utf8Span.span)
}
