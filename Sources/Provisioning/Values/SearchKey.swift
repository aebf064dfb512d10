// The stdlib's normal form C is not public; Foundation uses it through the same door.
@_spi(_Unicode) import Swift

/// The form in which texts are compared that do not tell upper from lower case.
///
/// It approximates the profile UsernameCaseMapped of PRECIS (RFC 8265): full-width letters become ordinary ones, upper
/// case becomes lower case, and the result is in normal form C. Which characters a name may hold is not checked. Two
/// texts are the same to a filter if their keys have the same bytes, and they are ordered by the bytes of their keys, as
/// Postgres orders a column with the collation "C".
public struct SearchKey: Sendable, Hashable {
    /// The key as it is stored.
    public let text: String

    /// Makes the key of a text.
    ///
    /// - Parameter text: The text as it was sent.
    public init(_ text: String) {
        guard !text.utf8.allSatisfy({ $0 < 0x80 && !(0x41...0x5A).contains($0) }) else {
            self.text = text
            return
        }
        var mapped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let narrow = (0xFF01...0xFF5E).contains(scalar.value) ? Unicode.Scalar(scalar.value - 0xFEE0) : nil
            mapped.append(contentsOf: (narrow ?? scalar).properties.lowercaseMapping.unicodeScalars)
        }
        var normal = String.UnicodeScalarView()
        normal.append(contentsOf: String(mapped)._nfc)
        self.text = String(normal)
    }
}
