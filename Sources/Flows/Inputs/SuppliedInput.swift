public import JSON

/// A value that somebody gave for an input.
public enum SuppliedInput: Sendable, Hashable {
    /// A file that was sent along.
    public struct File: Sendable, Hashable {
        /// The name it had where it came from.
        public var name: String

        /// How many bytes it has.
        public var size: Int

        /// The URI it is stored under, `nil` if it is only looked at.
        public var uri: String?

        /// Describes a file.
        ///
        /// - Parameters:
        ///   - name: The name it had where it came from.
        ///   - size: How many bytes it has.
        ///   - uri: The URI it is stored under.
        public init(name: String, size: Int, uri: String? = nil) {
            (self.name, self.size, self.uri) = (name, size, uri)
        }
    }

    /// Text of a form.
    case text(String)
    /// A typed value, as triggers and other flows give it.
    case json(JSON)
    /// A file that was sent along.
    case file(File)

    /// Whether this is as good as no value for a type: `null`, and empty text where the type is not text itself.
    func isNothing(for type: InputType) -> Bool {
        switch self {
        case .text(let text), .json(.string(let text)): text.isEmpty && type != .string
        case .json(let json): json.isNull
        case .file: false
        }
    }
}

/// The values that were given for inputs, by identifier.
public struct SuppliedInputs: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    private var values: [String: SuppliedInput]

    /// Gathers values; of two for one identifier the last counts.
    ///
    /// - Parameter values: The values by identifier.
    public init(_ values: [String: SuppliedInput] = [:]) {
        self.values = values
    }

    /// Gathers values.
    public init(dictionaryLiteral elements: (String, SuppliedInput)...) {
        values = Dictionary(elements) { _, last in last }
    }

    /// Gathers the members of an object; those of objects in it are found by identifiers with dots too.
    ///
    /// - Parameter object: The values by name.
    public init(_ object: JSONObject) {
        values = Dictionary(object.members.map { ($0.name, .json($0.value)) }) { _, last in last }
    }

    /// The identifiers that values were given for.
    public var ids: [String] { values.keys.sorted() }

    /// The value that was given for an identifier.
    public subscript(id: String) -> SuppliedInput? {
        get { values[id] ?? nested(id) }
        set { values[id] = newValue }
    }

    /// The value inside of objects that an identifier with dots leads to.
    private func nested(_ id: String) -> SuppliedInput? {
        let names = id.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard names.count > 1, case .json(var json)? = values[names[0]] else { return nil }
        for name in names.dropFirst() {
            guard let member = json[name] else { return nil }
            json = member
        }
        return .json(json)
    }
}
