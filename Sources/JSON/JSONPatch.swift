/// A list of changes to a document, as RFC 6902 writes it.
public struct JSONPatch: Sendable, Hashable {
    /// One change.
    public enum Operation: Sendable, Hashable {
        /// Sets a member, or inserts an element before the position; `-` stands for the end.
        case add(JSONPointer, JSON)
        /// Removes a value that must exist.
        case remove(JSONPointer)
        /// Replaces a value that must exist.
        case replace(JSONPointer, JSON)
        /// Takes a value away and adds it elsewhere.
        case move(from: JSONPointer, to: JSONPointer)
        /// Adds a value elsewhere too.
        case copy(from: JSONPointer, to: JSONPointer)
        /// Demands that a value equal another.
        case test(JSONPointer, JSON)
    }

    /// The changes, in the order in which they are made.
    public var operations: [Operation]

    /// Makes a patch of changes.
    ///
    /// - Parameter operations: The changes in order.
    public init(_ operations: [Operation] = []) {
        self.operations = operations
    }

    /// Whether the patch changes nothing.
    public var isEmpty: Bool { operations.isEmpty }
}

/// Why a patch was refused.
public enum JSONPatchError: Error, Sendable, Equatable, CustomStringConvertible {
    /// An operation is not written as RFC 6902 demands.
    case malformed(operation: Int, reason: String)
    /// An operation cannot be applied to the document.
    case inapplicable(operation: Int, reason: String)
    /// What a `test` names differs from what it demands.
    case testFailed(operation: Int)
    /// The patched document would exceed the limits.
    case limit(operation: Int, reason: String)

    /// The operation's position and the reason in one line.
    public var description: String {
        switch self {
        case .malformed(let operation, let reason), .inapplicable(let operation, let reason),
            .limit(let operation, let reason):
            "operation \(operation): \(reason)"
        case .testFailed(let operation):
            "operation \(operation): the value differs from the one tested for"
        }
    }
}

extension JSONPatch {
    /// Reads a patch from its JSON form.
    ///
    /// - Parameter json: An array of operations; members of an operation that it does not use are ignored.
    /// - Throws: `JSONPatchError.malformed` at the first operation that is none.
    public init(_ json: JSON) throws(JSONPatchError) {
        guard case .array(let elements) = json else {
            throw .malformed(operation: 0, reason: "expected an array of operations, found \(json.kind)")
        }
        operations = []
        for (index, element) in elements.enumerated() {
            operations.append(try Operation(element, index: index))
        }
    }

    /// The patch in its JSON form.
    public var json: JSON { .array(operations.map(\.json)) }
}

extension JSONPatch.Operation {
    fileprivate init(_ json: JSON, index: Int) throws(JSONPatchError) {
        func pointer(_ name: String) throws(JSONPatchError) -> JSONPointer {
            guard let text = json[name]?.string, let pointer = JSONPointer(text) else {
                throw .malformed(operation: index, reason: "expected a JSON pointer in `\(name)`")
            }
            return pointer
        }
        func value() throws(JSONPatchError) -> JSON {
            guard let value = json["value"] else {
                throw .malformed(operation: index, reason: "expected a `value`")
            }
            return value
        }
        switch json["op"]?.string {
        case "add": self = .add(try pointer("path"), try value())
        case "remove": self = .remove(try pointer("path"))
        case "replace": self = .replace(try pointer("path"), try value())
        case "move": self = .move(from: try pointer("from"), to: try pointer("path"))
        case "copy": self = .copy(from: try pointer("from"), to: try pointer("path"))
        case "test": self = .test(try pointer("path"), try value())
        default:
            throw .malformed(
                operation: index,
                reason: "expected `op` to be add, remove, replace, move, copy or test"
            )
        }
    }

    fileprivate var json: JSON {
        switch self {
        case .add(let path, let value): ["op": "add", "path": .string(path.description), "value": value]
        case .remove(let path): ["op": "remove", "path": .string(path.description)]
        case .replace(let path, let value): ["op": "replace", "path": .string(path.description), "value": value]
        case .move(let from, let path):
            ["op": "move", "from": .string(from.description), "path": .string(path.description)]
        case .copy(let from, let path):
            ["op": "copy", "from": .string(from.description), "path": .string(path.description)]
        case .test(let path, let value): ["op": "test", "path": .string(path.description), "value": value]
        }
    }
}
