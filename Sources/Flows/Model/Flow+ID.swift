extension Flow {
    /// The identifier of a flow, unique within its namespace.
    ///
    /// ASCII letters, digits, `.`, `_` and `-`; the first is a letter or a digit; 100 characters at most.
    public struct ID: Hashable, Sendable, LosslessStringConvertible {
        /// The identifier as written.
        public let description: String

        /// Reads an identifier; `nil` if it has another form.
        public init?(_ text: String) {
            guard text.isIdentifier(atMost: 100, allowing: [UInt8(ascii: ".")]) else { return nil }
            description = text
        }

        /// What an identifier looks like, for messages.
        static let form = "1 to 100 letters, digits, `.`, `_` or `-`, beginning with a letter or digit"
    }
}

extension FlowTask {
    /// The identifier of a task, unique within its flow.
    ///
    /// ASCII letters, digits, `_` and `-`; the first is a letter or a digit; 256 characters at most.
    public struct ID: Hashable, Sendable, LosslessStringConvertible {
        /// The identifier as written.
        public let description: String

        /// Reads an identifier; `nil` if it has another form.
        public init?(_ text: String) {
            guard text.isIdentifier(atMost: 256, allowing: []) else { return nil }
            description = text
        }

        private init() {
            description = "unnamed"
        }

        /// Stands for an identifier that could not be read, in a task that is not used.
        static let unnamed = ID()

        /// What an identifier looks like, for messages.
        static let form = "1 to 256 letters, digits, `_` or `-`, beginning with a letter or digit"
    }
}

extension FlowTrigger {
    /// The identifier of a trigger, unique within its flow; of the form of a task's.
    public typealias ID = FlowTask.ID
}

extension String {
    /// Whether the text is ASCII letters, digits, `_`, `-` and some more, the first a letter or digit.
    func isIdentifier(atMost limit: Int, allowing others: [UInt8]) -> Bool {
        guard let first = utf8.first, utf8.count <= limit, first.isAlphanumeric else { return false }
        return utf8.allSatisfy {
            $0.isAlphanumeric || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || others.contains($0)
        }
    }
}

extension UInt8 {
    /// Whether the byte is an ASCII letter or digit.
    var isAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            false
        }
    }
}
