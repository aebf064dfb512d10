import JSON
import Tenancy
import YAML

/// A declaration that is ready to be kept: the text, and what it says.
public struct FlowDeclaration: Sendable {
    /// The flow that is declared.
    public let address: FlowAddress

    /// The text byte for byte.
    public let source: String

    /// Whether the revision is to be kept only, and never executed.
    public let isDraft: Bool

    /// What the text says, as the contract writes it.
    let document: JSONObject

    /// The labels, each name once.
    let labels: [FlowLabel]

    /// Which flows it has to do with, as far as the text says.
    let dependencies: [FlowDependency]

    /// The revision that the text claims to be.
    public let claimedRevision: Int64?

    /// Reads a declaration.
    ///
    /// A draft needs only to be YAML that names a flow; everything else must be whole.
    ///
    /// - Parameters:
    ///   - source: The text.
    ///   - isDraft: Whether it is to be kept only.
    ///   - reader: Reads flows.
    /// - Throws: ``FlowStoreError/invalid(_:)`` with every problem.
    public init(_ source: [UInt8], isDraft: Bool = false, with reader: FlowReader) throws(FlowStoreError) {
        try self.init(reader.read(source), of: source, isDraft: isDraft, with: reader)
    }

    /// Takes a declaration that was read before.
    ///
    /// - Parameters:
    ///   - reading: What came of reading it.
    ///   - source: The text.
    ///   - isDraft: Whether it is to be kept only.
    ///   - reader: Reads flows.
    /// - Throws: ``FlowStoreError/invalid(_:)`` with every problem.
    public init(
        _ reading: FlowReading,
        of source: [UInt8],
        isDraft: Bool,
        with reader: FlowReader
    ) throws(FlowStoreError) {
        if let flow = reading.flow {
            self.init(flow, isDraft: isDraft || flow.isDraft)
        } else if isDraft {
            try self.init(unchecked: reading, of: source, isDraft: true, reader)
        } else {
            throw .invalid(reading.errors)
        }
        try check()
    }

    /// Reads a declaration that was kept before, whatever rules came since.
    ///
    /// - Throws: ``FlowStoreError/invalid(_:)`` if it does not even name a flow.
    init(kept source: [UInt8], isDraft: Bool, with reader: FlowReader) throws(FlowStoreError) {
        let reading = reader.read(source)
        if let flow = reading.flow {
            self.init(flow, isDraft: isDraft)
        } else {
            try self.init(unchecked: reading, of: source, isDraft: isDraft, reader)
        }
    }

    private init(_ flow: Flow, isDraft: Bool) {
        self.address = FlowAddress(flow.namespace, flow.id)
        self.source = flow.source
        self.isDraft = isDraft
        self.labels = Self.distinct(flow.labels)
        var document = flow.json
        for name in Self.ofServer {
            document[name] = nil
        }
        document["labels"] = labels.isEmpty ? nil : FlowLabel.list(labels)
        self.document = document
        self.dependencies = flow.dependencies
        self.claimedRevision = flow.revision
    }

    private init(
        unchecked reading: FlowReading,
        of source: [UInt8],
        isDraft: Bool,
        _ reader: FlowReader
    ) throws(FlowStoreError) {
        guard let namespace = reading.namespace.flatMap({ Namespace.Name($0) }),
            let id = reading.id.flatMap({ Flow.ID($0) })
        else { throw .invalid(reading.errors) }
        let document = try Self.document(source, reader)
        self.address = FlowAddress(namespace, id)
        self.source = String(decoding: source, as: UTF8.self)
        self.isDraft = isDraft
        self.labels = Self.distinct(Self.labels(document["labels"]))
        self.document = Self.normalized(
            document,
            of: address,
            labels: labels,
            isDisabled: document["disabled"]?.bool == true
        )
        self.dependencies = []
        self.claimedRevision = document["revision"]?.integer
    }

    /// The most bytes of the name and of the value of a label: they are searched by index.
    private static let (longestKey, longestValue) = (256, 1024)

    private func check() throws(FlowStoreError) {
        for label in labels
        where label.key.utf8.count > Self.longestKey || label.value.utf8.count > Self.longestValue {
            throw .invalid([
                FlowProblem(
                    path: "labels",
                    line: 1,
                    column: 1,
                    rule: .limit,
                    message:
                        "expected a name of at most \(Self.longestKey) bytes and a value of at most \(Self.longestValue), found \(label.key.utf8.count) and \(label.value.utf8.count)"
                )
            ])
        }
    }
}

extension FlowDeclaration {
    /// The text as JSON.
    private static func document(_ source: [UInt8], _ reader: FlowReader) throws(FlowStoreError) -> JSONObject {
        do throws(YAMLError) {
            guard case .object(let document) = try YAML.document(source, limits: reader.limits) else {
                throw YAMLError("expected a map of properties", at: YAMLMark(line: 1, column: 1))
            }
            return document
        } catch {
            throw .invalid([FlowProblem(error)])
        }
    }

    /// What the server says of a revision, whatever the text says.
    private static let ofServer = ["tenantId", "revision", "updated", "draft", "deleted", "source"]

    private static func normalized(
        _ document: JSONObject,
        of address: FlowAddress,
        labels: [FlowLabel],
        isDisabled: Bool
    ) -> JSONObject {
        var normalized: JSONObject = [
            "id": .string(address.id.description), "namespace": .string(address.namespace.description),
        ]
        for (name, value) in document.members where !ofServer.contains(name) && !value.isNull {
            normalized[name] = value
        }
        normalized["id"] = .string(address.id.description)
        normalized["disabled"] = .bool(isDisabled)
        normalized["labels"] = labels.isEmpty ? nil : FlowLabel.list(labels)
        return normalized
    }

    /// Of two labels with one name the last counts.
    private static func distinct(_ labels: [FlowLabel]) -> [FlowLabel] {
        var positions: [String: Int] = [:]
        var distinct: [FlowLabel] = []
        for label in labels {
            if let position = positions[label.key] {
                distinct[position] = label
            } else {
                positions[label.key] = distinct.count
                distinct.append(label)
            }
        }
        return distinct
    }

    /// The labels of a draft, as far as they can be made out.
    private static func labels(_ json: JSON?) -> [FlowLabel] {
        let pairs: [(JSON?, JSON?)] =
            switch json {
            case .object(let object): object.members.map { (.string($0.name), $0.value) }
            case .array(let elements): elements.map { ($0["key"], $0["value"]) }
            default: []
            }
        return pairs.compactMap { key, value in
            guard let key = key?.string, let value, !key.isEmpty else { return nil }
            switch value {
            case .string(let text): return FlowLabel(key: key, value: text)
            case .bool, .integer, .number: return FlowLabel(key: key, value: value.text)
            default: return nil
            }
        }
    }
}
