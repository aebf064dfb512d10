public import JSON

/// Keeps out of records and logs what has no business there, by the classes of fields.
///
/// A value that is left out is replaced by ``mask``, whatever its type and length; `null` stays, so that it can be seen
/// whether there is a value. Nothing tells two values apart, but a record does show that a secret has changed.
public struct Redactor: Sendable {
    /// What stands for a value that is left out.
    public static let mask: JSON = "<redacted>"

    /// Where values go to.
    public enum Sink: Sendable {
        /// Audit records: secrets are left out.
        case record
        /// Logs and all else: whatever is not public is left out.
        case log

        fileprivate func admits(_ fieldClass: FieldClass) -> Bool {
            switch fieldClass {
            case .public: true
            case .sensitive: self == .record
            case .secret: false
            }
        }
    }

    private let classes: FieldClasses

    /// Makes a redactor.
    ///
    /// - Parameter classes: The classes of fields.
    public init(_ classes: FieldClasses) {
        self.classes = classes
    }

    /// An object without what its destination must not hold.
    ///
    /// - Parameters:
    ///   - object: The object.
    ///   - kind: Its kind, as the classes name it.
    ///   - sink: Where it goes to.
    /// - Returns: The object with masks.
    public func redact(_ object: JSON, of kind: String, for sink: Sink = .record) -> JSON {
        Walk(sink: sink).redact(object, classes.listing(kind))
    }

    /// What turns an object into its next state and back, without what a record must not hold.
    ///
    /// An object that is made grows out of an empty one, and one that is removed becomes empty: all patches of an object can
    /// be applied in a row.
    ///
    /// - Parameters:
    ///   - kind: The kind of object, as the classes name it.
    ///   - before: The object before, `nil` if it is being made.
    ///   - after: The object after, `nil` if it is being removed.
    /// - Returns: The patch forward and the patch back; a secret that changed is replaced by the mask.
    public func changes(
        of kind: String,
        from before: JSON?,
        to after: JSON?
    ) -> (applied: JSONPatch, reverted: JSONPatch) {
        let (before, after) = (before ?? [:], after ?? [:])
        return (patch(of: kind, from: before, to: after), patch(of: kind, from: after, to: before))
    }

    private func patch(of kind: String, from old: JSON, to new: JSON) -> JSONPatch {
        let listing = classes.listing(kind)
        let masked = Walk(sink: .record).redact(old, listing)
        // A secret that changed must differ from the one before for the patch to tell of it.
        let marked = Walk(sink: .record, marksChanges: true).redact(new, listing, before: old)
        var patch = JSONPatch.diff(from: masked, to: marked)
        patch.operations = patch.operations.map { operation in
            switch operation {
            case .add(let path, let value): .add(path, Walk.unmarked(value))
            case .replace(let path, let value): .replace(path, Walk.unmarked(value))
            default: operation
            }
        }
        return patch
    }
}

/// One passage through an object beside its classes.
private struct Walk {
    var sink: Redactor.Sink
    var marksChanges = false

    /// Stands for a secret that changed until the patch is made; no value that was parsed holds U+0000.
    private static let mark: JSON = "\0"

    func redact(_ value: JSON, _ listing: FieldClasses.Listing, before: JSON? = nil) -> JSON {
        switch (listing, value) {
        case (_, .null):
            return .null
        case (.all(let fieldClass), _) where sink.admits(fieldClass):
            return value
        case (.fields, .object(let object)):
            return .object(
                JSONObject(
                    object.members.map { ($0.name, redact($0.value, listing.field($0.name), before: before?[$0.name])) }
                )
            )
        case (.fields, .array(let elements)):
            return .array(elements.enumerated().map { redact($1, listing, before: before?[$0]) })
        default:
            let isChanged = marksChanges && before.map { !$0.isNull && $0 != value } == true
            return isChanged ? Self.mark : Redactor.mask
        }
    }

    /// A value with the mask in the place of marks.
    static func unmarked(_ value: JSON) -> JSON {
        switch value {
        case mark: Redactor.mask
        case .object(let object): .object(JSONObject(object.members.map { ($0.name, unmarked($0.value)) }))
        case .array(let elements): .array(elements.map(unmarked))
        default: value
        }
    }
}
