package import JSON

/// How an object looked before and after something that is recorded of it.
package struct AuditDiff: Sendable, Equatable {
    /// The most records of one object that are put together.
    package static let depth = 500

    /// The object before; empty if it was not there.
    package var before: JSON
    /// The object after; empty if it was removed.
    package var after: JSON

    /// Rebuilds both states from what is recorded of an object.
    ///
    /// - Parameters:
    ///   - record: The record of the state after.
    ///   - previous: The record that the state before came of; `nil` for the state right before `record`.
    ///   - history: The records of the object up to `record`, newest first, those of its other parts among them.
    /// - Throws: ``AuditError/unrebuildable(reason:)``.
    package init(of record: AuditRecord, since previous: AuditRecord?, history: [AuditRecord]) throws(AuditError) {
        guard history.count < Self.depth else {
            throw .unrebuildable(reason: "the object has more than \(Self.depth) records")
        }
        if let previous, previous.occurredAt > record.occurredAt || !Self.isSame(previous, record) {
            throw .unrelated
        }
        let steps = history.reversed().filter { Self.isSame($0, record) && $0.changes != .none }
        guard steps.first.map({ $0.type == .create }) ?? true else {
            throw .unrebuildable(reason: "the records do not reach back to where the object was made")
        }
        var state: JSON = [:]
        var before: JSON? = previous == nil ? nil : [:]
        for step in steps {
            if previous == nil, step.id == record.id { before = state }
            guard case .patches(let applied, _) = step.changes else {
                throw .unrebuildable(reason: "a change at \(step.occurredAt) was too large to be recorded in full")
            }
            do throws(JSONPatchError) {
                state = try JSONPatch(applied).apply(to: state)
            } catch {
                throw .unrebuildable(reason: "the records of the object do not fit together at \(step.occurredAt)")
            }
            if let previous, Self.isUpTo(step, previous) { before = state }
        }
        self.before = before ?? state
        self.after = state
    }

    private static func isSame(_ one: AuditRecord, _ other: AuditRecord) -> Bool {
        one.tenant == other.tenant && one.resource.kind == other.resource.kind
            && one.resource.type == other.resource.type && one.resource.id == other.resource.id
    }

    private static func isUpTo(_ step: AuditRecord, _ last: AuditRecord) -> Bool {
        step.occurredAt < last.occurredAt || (step.occurredAt == last.occurredAt && step.id <= last.id)
    }
}
