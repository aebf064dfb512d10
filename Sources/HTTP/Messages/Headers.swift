/// The header fields of a message: ordered, names compared without case.
///
/// All names and values stand in one buffer, so a request's headers cost two allocations however many there are. Names are
/// kept in lower case. A name or value that may not go on the wire (an empty name, a line break, a control character) is
/// kept out and remembered: a response holding one is answered as an internal error instead of being sent.
public struct Headers: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    struct Field: Sendable {
        var start: UInt32
        var nameCount: UInt32
        var valueCount: UInt32

        var name: Range<Int> { Int(start)..<Int(start) + Int(nameCount) }
        var value: Range<Int> { name.upperBound..<name.upperBound + Int(valueCount) }
    }

    private(set) var storage: [UInt8] = []
    private(set) var fields: [Field] = []

    /// Whether every field given so far may be sent.
    public private(set) var isValid = true

    /// Creates an empty list.
    public init() {}

    /// Creates a list of the fields given, in their order.
    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { append(name, value) }
    }

    /// The number of fields.
    public var count: Int { fields.count }

    /// Whether there are no fields.
    public var isEmpty: Bool { fields.isEmpty }

    /// The value of the first field of a name; setting replaces every field of that name.
    public subscript(_ name: String) -> String? {
        get {
            guard let field = fields.first(where: { matches($0, name) }) else { return nil }
            return text(field.value)
        }
        set {
            remove(name)
            if let newValue { append(name, newValue) }
        }
    }

    /// The values of all fields of a name, in order.
    public func values(of name: String) -> [String] {
        fields.filter { matches($0, name) }.map { text($0.value) }
    }

    /// Whether there is a field of a name.
    public func contains(_ name: String) -> Bool {
        fields.contains { matches($0, name) }
    }

    /// All fields, names in lower case.
    public var all: [(name: String, value: String)] {
        fields.map { (text($0.name), text($0.value)) }
    }

    /// Adds a field after the others.
    ///
    /// - Parameters:
    ///   - name: A token; kept in lower case.
    ///   - value: Text without control characters; blanks around it are cut off.
    public mutating func append(_ name: String, _ value: String) {
        var name = name
        var value = value
        name.makeContiguousUTF8()
        value.makeContiguousUTF8()
        let nameBytes = name.utf8.span
        let valueBytes = value.utf8.span
        guard Headers.isName(nameBytes), let trimmed = Headers.trimmedValue(valueBytes, 0..<valueBytes.count) else {
            isValid = false
            return
        }
        append(nameBytes, 0..<nameBytes.count, valueBytes, trimmed)
    }

    /// Adds the fields of another list after the others.
    ///
    /// - Parameter others: The fields; one of them that may not be sent counts here, too.
    public mutating func append(contentsOf others: Headers) {
        guard let start = UInt32(exactly: storage.count), others.storage.count <= 1 << 24 else {
            isValid = false
            return
        }
        isValid = isValid && others.isValid
        storage.append(contentsOf: others.storage)
        for field in others.fields {
            fields.append(
                Field(start: start + field.start, nameCount: field.nameCount, valueCount: field.valueCount)
            )
        }
    }

    /// Removes every field of a name.
    public mutating func remove(_ name: String) {
        guard contains(name) else { return }
        fields = fields.filter { !matches($0, name) }
    }

    /// Two lists are equal when they hold the same fields in the same order.
    public static func == (left: Headers, right: Headers) -> Bool {
        guard left.fields.count == right.fields.count, left.isValid == right.isValid else { return false }
        return zip(left.fields, right.fields).allSatisfy { a, b in
            left.storage[a.name] == right.storage[b.name] && left.storage[a.value] == right.storage[b.value]
        }
    }
}

extension Headers {
    /// Adds a field whose parts were validated by the caller.
    mutating func append(
        _ name: Span<UInt8>,
        _ nameRange: Range<Int>,
        _ value: Span<UInt8>,
        _ valueRange: Range<Int>
    ) {
        guard let start = UInt32(exactly: storage.count), nameRange.count <= 1 << 20, valueRange.count <= 1 << 24 else {
            isValid = false
            return
        }
        if storage.isEmpty { storage.reserveCapacity(256) }
        if fields.isEmpty { fields.reserveCapacity(8) }
        for index in nameRange { storage.append(ASCII.lowercase(name[index])) }
        storage.append(copying: value, valueRange)
        fields.append(
            Field(start: start, nameCount: UInt32(nameRange.count), valueCount: UInt32(valueRange.count))
        )
    }

    /// Whether the bytes are a field name.
    static func isName(_ bytes: Span<UInt8>) -> Bool {
        guard !bytes.isEmpty else { return false }
        for index in bytes.indices where !ASCII.isToken(bytes[index]) { return false }
        return true
    }

    /// The range of a value without the blanks around it, or nil when a byte may not stand in a value.
    static func trimmedValue(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int>? {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes[start] == ASCII.space || bytes[start] == ASCII.tab { start += 1 }
        while end > start, bytes[end - 1] == ASCII.space || bytes[end - 1] == ASCII.tab { end -= 1 }
        for index in start..<end where !ASCII.isFieldValue(bytes[index]) { return nil }
        return start..<end
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: storage.span, range)
    }

    func matches(_ field: Field, _ name: String) -> Bool {
        let candidate = name.utf8
        guard candidate.count == Int(field.nameCount) else { return false }
        var index = Int(field.start)
        for byte in candidate {
            guard storage[index] == ASCII.lowercase(byte) else { return false }
            index += 1
        }
        return true
    }
}
