import JSON

/// A list of named values, in the order they were written; names are unique and compared by code points.
public struct ExpressionMap: Sendable {
    /// A named value.
    public typealias Member = (name: String, value: ExpressionValue)

    private let storage: Storage

    private final class Storage: Sendable {
        let members: [Member]
        let positions: [ExactName: Int]?
        let facts: ValueFacts

        init(_ members: [Member], _ positions: [ExactName: Int]?) {
            var facts = ValueFacts()
            for member in members {
                facts.include(name: member.name)
                facts.include(member.value)
            }
            (self.members, self.positions, self.facts) = (members, positions, facts)
        }
    }

    /// More members than this are indexed.
    private static let scanLimit = 12

    /// Makes a map of members; of two with one name the last value counts, in the place of the first.
    ///
    /// - Parameter members: Names and values in order.
    public init(_ members: [Member] = []) {
        guard members.count > Self.scanLimit else {
            storage = Storage(Self.unique(members), nil)
            return
        }
        var kept: [Member] = []
        kept.reserveCapacity(members.count)
        var positions: [ExactName: Int] = [:]
        positions.reserveCapacity(members.count)
        for member in members {
            let name = ExactName(text: member.name)
            if let position = positions[name] {
                kept[position].value = member.value
            } else {
                positions[name] = kept.count
                kept.append(member)
            }
        }
        storage = Storage(kept, positions)
    }

    /// A short list has its repeated names found by comparing each with those before.
    private static func unique(_ members: [Member]) -> [Member] {
        var kept: [Member] = []
        kept.reserveCapacity(members.count)
        for member in members {
            if let position = kept.firstIndex(where: { $0.name.hasSameBytes(as: member.name) }) {
                kept[position].value = member.value
            } else {
                kept.append(member)
            }
        }
        return kept
    }

    /// The members in order.
    public var members: [Member] { storage.members }

    /// The number of members.
    public var count: Int { storage.members.count }

    /// Whether there are no members.
    public var isEmpty: Bool { storage.members.isEmpty }

    /// Whether anything in it was made of a secret.
    public var isTainted: Bool { storage.facts.isTainted }

    var facts: ValueFacts { storage.facts }

    /// The value of a name, `nil` if there is none.
    ///
    /// - Parameter name: The name, compared by code points.
    public subscript(name: String) -> ExpressionValue? {
        if let positions = storage.positions {
            return positions[ExactName(text: name)].map { storage.members[$0].value }
        }
        return storage.members.first { $0.name.hasSameBytes(as: name) }?.value
    }
}
