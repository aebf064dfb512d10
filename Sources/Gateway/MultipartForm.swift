import JSON

/// A form in `multipart/form-data` (RFC 7578): its parts by name.
struct MultipartForm: Sendable {
    /// A part of a form: a field, or a file.
    struct Part: Sendable {
        /// The name of the field.
        let name: String
        /// The name of the file, `nil` for a part that is none.
        let fileName: String?
        /// What was sent.
        let content: [UInt8]
    }

    /// The parts in their order; names may occur more than once.
    private(set) var parts: [Part] = []

    /// How many parts a form may have.
    private static let limit = 1000

    /// Reads a form.
    ///
    /// - Parameters:
    ///   - body: The body of the request.
    ///   - contentType: Its media type, with the boundary.
    /// - Throws: `FieldErrors` if it is no such form.
    init(_ body: [UInt8], contentType: String) throws(FieldErrors) {
        guard let boundary = Self.parameter("boundary", of: contentType), (1...70).contains(boundary.utf8.count) else {
            throw FieldErrors("", "expected `multipart/form-data` with a boundary of 1 to 70 characters")
        }
        let broken = FieldErrors("", "expected parts that are parted by the boundary, each with a name")
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // A line end in front makes the first boundary like the others.
        let text = [0x0D, 0x0A] + body
        guard var start = Self.find(delimiter, in: text, from: 0) else { throw broken }
        while true {
            let after = text[(start + delimiter.count)...]
            if after.starts(with: "--".utf8) { return }
            let head = after.drop { $0 == 0x20 || $0 == 0x09 }
            guard head.starts(with: [0x0D, 0x0A]), parts.count < Self.limit,
                let next = Self.find(delimiter, in: text, from: head.startIndex),
                let blank = Self.find([0x0D, 0x0A, 0x0D, 0x0A], in: text, from: head.startIndex), blank < next,
                blank - head.startIndex <= 8192, let names = Self.names(in: text[head.startIndex..<blank])
            else { throw broken }
            let content = Array(text[min(blank + 4, next)..<next])
            parts.append(Part(name: names.field, fileName: names.file, content: content))
            start = next
        }
    }

    /// The content of the first part of a name.
    subscript(_ name: String) -> [UInt8]? {
        parts.first { $0.name == name }?.content
    }

    /// The names that the header fields of a part give it.
    private static func names(in head: ArraySlice<UInt8>) -> (field: String, file: String?)? {
        for line in String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "content-disposition" else {
                continue
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            guard value.prefix(while: { $0 != ";" && $0 != " " }).lowercased() == "form-data" else { return nil }
            guard let name = parameter("name", of: String(value)) else { return nil }
            return (name, parameter("filename", of: String(value)))
        }
        return nil
    }

    /// A parameter of a header field, in quotes or not.
    private static func parameter(_ name: String, of field: String) -> String? {
        var rest = field[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let found = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            var value = rest.prefix { $0 != ";" && $0 != " " }
            if rest.first == "\"" {
                guard let end = rest.dropFirst().firstIndex(of: "\"") else { return nil }
                value = rest[rest.index(after: rest.startIndex)..<end]
                rest = rest[end...]
            }
            if found == name { return String(value) }
        }
        return nil
    }

    /// Where a pattern that begins with a line end, and has no other, occurs first.
    private static func find(_ pattern: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + pattern.count <= text.count {
            if text[index] == pattern[0], text[index..<(index + pattern.count)].elementsEqual(pattern) { return index }
            index += 1
        }
        return nil
    }
}
