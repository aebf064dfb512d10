/// The path of a resource; what is interpolated is one segment, or part of one, whatever characters it has.
struct APIPath: ExpressibleByStringInterpolation, Equatable {
    let text: String

    init(stringLiteral text: String) {
        self.text = text
    }

    init(stringInterpolation: Interpolation) {
        text = stringInterpolation.text
    }

    struct Interpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) {
            text += literal
        }

        mutating func appendInterpolation(_ segment: String) {
            text += segment.percentEncoded
        }

        /// A path that continues another.
        mutating func appendInterpolation(_ path: APIPath) {
            text += path.text
        }
    }
}

extension String {
    /// The text with everything but unreserved characters encoded (RFC 3986 section 2.3); dots too where they alone make a segment.
    var percentEncoded: String {
        if self == "." || self == ".." { return utf8.map { _ in "%2E" }.joined() }
        let digits = Array("0123456789ABCDEF")
        var encoded = ""
        for byte in utf8 {
            let scalar = Unicode.Scalar(byte)
            if scalar.isASCII,
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "-._~".unicodeScalars.contains(scalar)
            {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return encoded
    }
}
