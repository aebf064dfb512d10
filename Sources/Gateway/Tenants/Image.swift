import JSON

/// An image that somebody has sent, told by its content and not by what the sender says it is.
struct Image: Sendable, Equatable {
    /// How large an image may be.
    static let limit = 1 << 20

    /// The types that are shown by every browser.
    enum MediaType: String, Sendable {
        case png = "image/png"
        case jpeg = "image/jpeg"
        case svg = "image/svg+xml"
    }

    let bytes: [UInt8]
    let type: MediaType

    /// Takes an image.
    ///
    /// - Throws: `FieldErrors` if it is too large, of another type, or a drawing that could run scripts.
    init(_ bytes: [UInt8], field: String) throws(FieldErrors) {
        guard bytes.count <= Self.limit else {
            throw FieldErrors(field, "must have at most \(Self.limit) bytes, has \(bytes.count)")
        }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self.type = .png
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self.type = .jpeg
        } else if let drawing = Self.drawing(bytes) {
            guard !Self.isActive(drawing) else {
                throw FieldErrors(field, "must not hold scripts, event handlers, entities or foreign content")
            }
            self.type = .svg
        } else {
            throw FieldErrors(field, "expected a PNG, JPEG or SVG image")
        }
        self.bytes = bytes
    }

    /// The text of an SVG drawing in lower case; `nil` if it is none.
    private static func drawing(_ bytes: [UInt8]) -> [UInt8]? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) {
            rest = rest.dropFirst(3)
        }
        while true {
            rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            if rest.starts(with: "<svg".utf8) {
                return bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            }
            // What may stand before: the declaration and comments.
            let end: [UInt8]
            if rest.starts(with: "<?xml".utf8) {
                end = Array("?>".utf8)
            } else if rest.starts(with: "<!--".utf8) {
                end = Array("-->".utf8)
            } else {
                return nil
            }
            guard let range = rest.firstRange(of: end) else { return nil }
            rest = rest[range.upperBound...]
        }
    }

    private static func isActive(_ text: [UInt8]) -> Bool {
        for word in [
            "<script", "javascript:", "<foreignobject", "<!entity", "<!doctype", "<iframe", "<?xml-stylesheet",
        ]
        where text.firstRange(of: Array(word.utf8)) != nil {
            return true
        }
        return hasEventHandler(text)
    }

    /// Whether there is an attribute whose name begins with `on`.
    private static func hasEventHandler(_ text: [UInt8]) -> Bool {
        var index = 1
        while index + 2 < text.count {
            defer { index += 1 }
            let isStart = [0x20, 0x09, 0x0A, 0x0D, 0x2F, 0x22, 0x27].contains(text[index - 1])
            guard isStart, text[index] == UInt8(ascii: "o"), text[index + 1] == UInt8(ascii: "n") else { continue }
            var rest = text[(index + 2)...].drop { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
            rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            if rest.first == UInt8(ascii: "=") { return true }
        }
        return false
    }
}
