public import JSON

/// The operations of a PATCH in the order in which they take effect (RFC 7644 section 3.5.2).
public struct PatchRequest: Sendable, Equatable {
    /// One change.
    public struct Operation: Sendable, Equatable {
        /// What is done.
        public enum Kind: String, Sendable {
            /// Adds values to a list, or sets an attribute.
            case add
            /// Unassigns an attribute or takes values away.
            case remove
            /// Sets an attribute whatever it was.
            case replace
        }

        /// What is done.
        public var kind: Kind
        /// Where; nothing for the resource as a whole.
        public var path: PatchPath?
        /// With what; `.null` and nothing are different.
        public var value: JSON?

        /// Makes an operation.
        ///
        /// - Parameters:
        ///   - kind: What is done.
        ///   - path: Where.
        ///   - value: With what.
        public init(_ kind: Kind, _ path: PatchPath? = nil, _ value: JSON? = nil) {
            self.kind = kind
            self.path = path
            self.value = value
        }
    }

    /// The operations.
    public var operations: [Operation]

    /// How many operations a request may have.
    public static let maximumOperations = 1000

    /// Makes a request.
    ///
    /// - Parameter operations: The operations.
    public init(_ operations: [Operation]) {
        self.operations = operations
    }

    /// Reads the body of a PATCH; the names in it and those of operations may be written in any case.
    ///
    /// - Parameter body: The body.
    /// - Throws: `invalidSyntax` if the body is no PatchOp, `invalidPath` if a path cannot be read, `noTarget` if a
    ///   `remove` has none, `invalidValue` if an `add` or a `replace` has no value.
    public init(_ body: JSON) throws(ProvisioningError) {
        guard let object = body.object else { throw .invalidSyntax("expected an object, found \(body.kind)") }
        guard object.nameRepeatedIgnoringCase == nil else { throw .invalidSyntax("the body has a member twice") }
        let schemas = object.member(ignoringCase: "schemas")?.value.array ?? []
        let urn = MessageSchema.patchOp.asciiLowercased
        guard schemas.contains(where: { $0.string?.asciiLowercased == urn }) else {
            throw .invalidSyntax("`schemas`: expected a list with `\(MessageSchema.patchOp)`")
        }
        guard let list = object.member(ignoringCase: "Operations")?.value.array, !list.isEmpty else {
            throw .invalidSyntax("`Operations`: expected a list of operations")
        }
        guard list.count <= Self.maximumOperations else {
            throw .invalidSyntax("`Operations`: expected at most \(Self.maximumOperations), found \(list.count)")
        }
        operations = []
        for (position, element) in list.enumerated() {
            operations.append(try Operation(element, at: "Operations[\(position)]"))
        }
    }
}

extension PatchRequest.Operation {
    fileprivate init(_ json: JSON, at place: String) throws(ProvisioningError) {
        guard let object = json.object, object.nameRepeatedIgnoringCase == nil else {
            throw .invalidSyntax("`\(place)`: expected an object that names nothing twice")
        }
        guard let word = object.member(ignoringCase: "op")?.value.string,
            let kind = Kind(rawValue: word.asciiLowercased)
        else { throw .invalidSyntax("`\(place).op`: expected `add`, `remove` or `replace`") }
        self.kind = kind
        value = object.member(ignoringCase: "value")?.value
        switch object.member(ignoringCase: "path")?.value {
        case .string(let text)?: path = try PatchPath(parsing: text)
        case nil, .null?: path = nil
        case let other?: throw .invalidPath("`\(place).path`: expected a string, found \(other.kind)")
        }
        guard kind == .remove ? path != nil : true else { throw .noTarget("`\(place)`: a `remove` needs a path") }
        guard kind == .remove || value != nil else {
            throw .invalidValue("`\(place)`: `\(kind.rawValue)` needs a value")
        }
    }
}
