public import Daemon
public import JSON

/// A revision of a flow as it is kept.
public struct FlowRecord: Sendable {
    /// The flow.
    public var address: FlowAddress

    /// The number of the revision, from 1.
    public var revision: Int

    /// The declaration byte for byte.
    public var source: String

    /// What the declaration says.
    public var document: JSONObject

    /// Whether the revision is kept only, and never executed.
    public var isDraft: Bool

    /// Whether the revision is the end of the flow.
    public var isDeleted: Bool

    /// When the revision was made.
    public var updatedAt: Instant

    /// Whether no execution may begin.
    public var isDisabled: Bool { document["disabled"]?.bool == true }

    /// Whether only programs may change the flow.
    public var isReadOnly: Bool { label(FlowLabel.readOnly) == "true" }

    /// The value of a label, `nil` if there is none of the name.
    ///
    /// - Parameter key: The name.
    /// - Returns: The value.
    public func label(_ key: String) -> String? {
        document["labels"]?.array?.first { $0["key"]?.string == key }?["value"]?.string
    }

    /// The contract's `Flow`, with the source as its `FlowWithSource`.
    ///
    /// - Parameter withSource: Whether the source is shown.
    /// - Returns: The answer.
    public func answer(withSource: Bool) -> JSON {
        var answer = document
        answer["revision"] = JSON(revision)
        answer["updated"] = JSON(updatedAt.description)
        answer["draft"] = .bool(isDraft)
        answer["deleted"] = .bool(isDeleted)
        if withSource {
            answer["source"] = .string(source)
        }
        return .object(answer)
    }

    /// The flow as audit records show it.
    public var recorded: JSON {
        var recorded = document
        recorded["revision"] = JSON(revision)
        recorded["draft"] = .bool(isDraft)
        return .object(recorded)
    }
}

/// A flow before and after a change.
public struct FlowChange: Sendable {
    /// What there was, `nil` if the flow was made.
    public var before: FlowRecord?

    /// What there is; the end of the flow if it was deleted.
    public var after: FlowRecord

    /// The flow.
    public var address: FlowAddress { after.address }
}
