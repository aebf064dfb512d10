/// The parameters of a query or of a form: ordered, names may repeat.
public struct QueryParameters: Sendable, Equatable {
    /// One parameter, decoded.
    public struct Parameter: Sendable, Equatable {
        /// The name.
        public var name: String
        /// The value, empty when there was no `=`.
        public var value: String
    }

    /// All parameters in their order.
    public private(set) var all: [Parameter] = []

    /// Reads what stands after `?`, or the body of a form.
    ///
    /// - Parameters:
    ///   - text: `name=value` pairs joined by `&`; blanks may be written as `+`.
    ///   - limit: How many parameters are allowed.
    /// - Throws: ``TargetError`` for a broken escape, bytes that are not UTF-8, NUL, and too many parameters.
    public init(_ text: String, limit: Int = 1000) throws(TargetError) {
        for pair in text.utf8.split(separator: 0x26) {
            guard all.count < limit else { throw .tooMany(limit: limit) }
            let mark = pair.firstIndex(of: 0x3d) ?? pair.endIndex
            let name = try PercentCoding.decode(pair[..<mark], plusIsSpace: true)
            let rest = mark < pair.endIndex ? pair[pair.index(after: mark)...] : pair[mark...]
            all.append(Parameter(name: name, value: try PercentCoding.decode(rest, plusIsSpace: true)))
        }
    }

    /// The first value of a name, or nil.
    public subscript(_ name: String) -> String? {
        all.first { $0.name == name }?.value
    }

    /// All values of a name.
    public func values(of name: String) -> [String] {
        all.filter { $0.name == name }.map(\.value)
    }

    /// Whether there are no parameters.
    public var isEmpty: Bool { all.isEmpty }
}
