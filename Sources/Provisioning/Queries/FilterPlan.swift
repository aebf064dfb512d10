public import Crypto

/// How the resources that fit a filter are found: what the database selects, and what is left to look at in memory.
///
/// Under row security only comparisons of certain columns can use an index, so only those are pushed down to it. Whatever
/// the database selects is a superset of what fits; if it is exactly that, nothing is left to look at.
public struct FilterPlan: Sendable, Equatable {
    /// A column by which resources are found; what holds for the column holds for the attribute.
    public enum Column: Sendable, Equatable {
        /// The id.
        case id
        /// The key of a user's name.
        case userName
        /// The client's identifier, as it is.
        case externalID
        /// The key of the name that is shown.
        case displayName
        /// The key of a user's family name.
        case familyName
        /// Whether a user may sign in.
        case active
        /// When the resource was made.
        case created
        /// When the resource last changed.
        case lastModified
    }

    /// What a column is compared with.
    public enum Value: Sendable, Equatable {
        /// The id of a resource.
        case id(UUID)
        /// A key, or the client's identifier.
        case text(String)
        /// A boolean.
        case boolean(Bool)
        /// A point in time.
        case instant(DateTime)
    }

    /// An operator that can use an index.
    public enum Operator: Sendable, Equatable, CaseIterable {
        /// `=`.
        case equal
        /// `is distinct from`: nothing is different from something.
        case notEqual
        /// `<`.
        case less
        /// `<=`.
        case lessOrEqual
        /// `>`.
        case greater
        /// `>=`.
        case greaterOrEqual
        /// From the text up to the next one that does not begin with it: `>= text and < text.successorOfPrefixed`.
        case prefix
    }

    /// What one e-mail address of a user must be, all at once.
    public struct Email: Sendable, Equatable {
        /// How the key of the address compares; none if it only has to be there.
        public var value: [EmailValue] = []
        /// The key of its type.
        public var type: String?
        /// Whether it is the preferred one.
        public var isPrimary: Bool?
    }

    /// A comparison of the key of an e-mail address.
    public struct EmailValue: Sendable, Equatable {
        /// The operator.
        public var comparison: Operator
        /// The key.
        public var key: String
    }

    /// What the database selects.
    ///
    /// Each predicate is true or false, never unknown, so `not` means what it says.
    public indirect enum Predicate: Sendable, Equatable {
        /// Every resource, or none.
        case constant(Bool)
        /// The column compares like this with the value.
        case comparison(Column, Operator, Value)
        /// The column has a value.
        case present(Column)
        /// One of the user's e-mail addresses fits.
        case email(Email)
        /// Of a group: the account with this id is a member. Of a user: he is a member of the group with this id.
        case member(UUID)
        /// All hold.
        case all([Predicate])
        /// At least one holds.
        case any([Predicate])
        /// It does not hold.
        case not(Predicate)
    }

    /// What kind of plan it is.
    public enum Kind: Sendable, Equatable {
        /// The database finds exactly what fits; pages can be cut by it.
        case exact
        /// The database narrows the choice, and the rest is looked at in memory.
        case indexed
        /// Nothing narrows the choice.
        case scan
    }

    /// What the database selects; nothing if it cannot help.
    public let predicate: Predicate?
    /// What has to be looked at in memory, on the whole resource.
    public let residual: Condition?

    /// What kind of plan it is; any but `exact` reads a bounded number of rows and answers `tooMany` beyond them.
    public var kind: Kind {
        guard residual != nil else { return .exact }
        return predicate == nil ? .scan : .indexed
    }

    /// Plans a filter.
    ///
    /// - Parameters:
    ///   - condition: The filter; none for every resource.
    ///   - type: The type of the resources: users or groups.
    public init(_ condition: Condition?, on type: ResourceType) {
        guard let condition else {
            (predicate, residual) = (nil, nil)
            return
        }
        let planner = FilterPlanner(isUser: type.name == ResourceType.user.name)
        let conjuncts: [Condition.Node] = if case .all(let nodes) = condition.root { nodes } else { [condition.root] }
        let parts = conjuncts.map { ($0, planner.push($0)) }
        let pushed = parts.compactMap(\.1?.predicate)
        let rest = parts.filter { $0.1?.isExact != true }.map(\.0)
        predicate = pushed.isEmpty ? nil : pushed.count == 1 ? pushed[0] : .all(pushed)
        residual = rest.isEmpty ? nil : Condition(root: rest.count == 1 ? rest[0] : .all(rest))
    }
}

extension String {
    /// The least text greater than every one that begins with this one, in the order of bytes; `nil` if there is none.
    public var successorOfPrefixed: String? {
        var scalars = Array(unicodeScalars)
        while let last = scalars.popLast() {
            // Surrogates are no text, so the successor of the scalar before them is the one after them.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let scalar = Unicode.Scalar(next) else { continue }
            var text = UnicodeScalarView()
            text.append(contentsOf: scalars)
            text.append(scalar)
            return String(text)
        }
        return nil
    }
}
