public import JSON

extension QueryFilter {
    /// The fields that a search knows, with the comparisons that each takes.
    public typealias Fields = [Field: Set<Operation>]

    /// Reads the filter of a search from its query parameters.
    ///
    /// Parameters of other names than `filters` are passed over. Several conditions have to hold together. A list is
    /// separated by commas, or its parameter is repeated.
    ///
    /// - Parameters:
    ///   - parameters: Names and values in the order they were sent, percent-decoded.
    ///   - fields: The fields that the search knows, with the comparisons that each takes.
    /// - Returns: The filter, `nil` if there are no conditions.
    /// - Throws: `FieldErrors` with every problem, each under the name of its parameter.
    public static func parse(
        _ parameters: some Sequence<(name: String, value: String)>,
        fields: Fields
    ) throws(FieldErrors) -> QueryFilter? {
        var (root, errors, count) = (Branch(), FieldErrors(), 0)
        for (name, value) in parameters where isFilter(name) {
            guard !(name == "filters" && value.isEmpty) else { continue }
            count += 1
            guard count <= Limit.conditions else {
                throw FieldErrors("filters", "must have at most \(Limit.conditions) conditions")
            }
            do throws(Refusal) {
                let steps = try Step.path(of: name)
                try root.insert(
                    try Leaf(steps.leaf, value: value, parameter: name, fields: fields),
                    at: steps.groups[...]
                )
            } catch {
                errors.append(shortened(name), error.message)
            }
        }
        guard errors.isEmpty else { throw errors }
        return root.filter
    }

    private static func isFilter(_ name: String) -> Bool {
        name.utf8.starts(with: "filters".utf8)
            && (name.utf8.count == 7 || name.utf8.dropFirst(7).first == UInt8(ascii: "["))
    }

    private static func shortened(_ name: String) -> String {
        name.unicodeScalars.count <= 100 ? name : "\(name.unicodeScalars.prefix(100))..."
    }

    /// What one request may ask for.
    private enum Limit {
        static let conditions = 64
        static let depth = 4
        static let branch = 63
        static let values = 256
        static let length = 2048
    }

    /// Why one parameter was refused.
    private struct Refusal: Error {
        var message: String

        init(_ message: String) {
            self.message = message
        }
    }

    /// A branch of a group, as in `[or][1]`.
    private struct Step: Equatable {
        var isAnd: Bool
        var branch: Int

        /// Splits `filters[or][0][field][OP]` into the groups and the rest.
        static func path(of name: String) throws(Refusal) -> (groups: [Step], leaf: [String]) {
            var tokens = try brackets(of: name)[...]
            var groups: [Step] = []
            while let first = tokens.first?.lowercased(), first == "and" || first == "or" {
                guard groups.count < Limit.depth else { throw Refusal("groups must be at most \(Limit.depth) deep") }
                guard tokens.count >= 2, let branch = number(tokens[tokens.startIndex + 1]) else {
                    throw Refusal("expected the number of a branch, from 0 to \(Limit.branch), after `[\(first)]`")
                }
                groups.append(Step(isAnd: first == "and", branch: branch))
                tokens = tokens.dropFirst(2)
            }
            return (groups, Array(tokens))
        }

        private static func number(_ text: String) -> Int? {
            guard (1...2).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(text), number <= Limit.branch
            else { return nil }
            return number
        }

        private static func brackets(of name: String) throws(Refusal) -> [String] {
            var tokens: [String] = []
            var rest = name.utf8.dropFirst(7)
            while !rest.isEmpty {
                guard rest.first == UInt8(ascii: "["), let end = rest.firstIndex(of: UInt8(ascii: "]")) else {
                    throw Refusal("expected `filters[field][OPERATION]`")
                }
                tokens.append(String(decoding: rest[rest.index(after: rest.startIndex)..<end], as: UTF8.self))
                rest = rest[rest.index(after: end)...]
            }
            return tokens
        }
    }

    /// A condition, checked.
    private struct Leaf {
        var condition: Condition

        init(_ tokens: [String], value: String, parameter: String, fields: Fields) throws(Refusal) {
            guard (2...3).contains(tokens.count), tokens.allSatisfy({ !$0.isEmpty }) else {
                throw Refusal("expected `filters[field][OPERATION]`")
            }
            let names = fields.keys.map(\.description).sorted()
            guard let field = Field(named: tokens[0]), let operations = fields[field] else {
                let hint = NearestName.hint(tokens[0], among: names)
                throw Refusal(
                    hint.isEmpty
                        ? "is not a field of this search; expected one of \(list(names))"
                        : "is not a field of this search\(hint)"
                )
            }
            let known = operations.map(\.rawValue).sorted()
            guard let operation = Operation(rawValue: tokens[1].uppercased()), operations.contains(operation) else {
                throw Refusal(
                    "expected one of \(list(known)) for `\(field)`\(NearestName.hint(tokens[1], among: known))"
                )
            }
            let key = tokens.count == 3 ? tokens[2] : nil
            guard key == nil || field.hasEntries else { throw Refusal("`\(field)` has no entries to name") }
            guard value.utf8.count <= Limit.length else {
                throw Refusal("must have at most \(Limit.length) bytes, has \(value.utf8.count)")
            }
            guard !value.utf8.contains(0) else { throw Refusal("must not hold U+0000") }
            condition = Condition(field, key: key, operation, [], parameter: parameter)
            try take(value)
        }

        /// Adds a value: of a list several, else exactly one.
        mutating func take(_ value: String) throws(Refusal) {
            guard !condition.operation.takesNothing else { return }
            guard condition.operation.takesList else {
                condition.values = [value]
                return
            }
            // By bytes: a comma and a combining mark after it are one character.
            let parts = value.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
            guard !parts.isEmpty else { throw Refusal("expected a list with at least one value") }
            try merge(parts)
        }

        /// Adds the values of a repeated parameter.
        mutating func merge(_ values: [String]) throws(Refusal) {
            guard condition.values.count + values.count <= Limit.values else {
                throw Refusal("must have at most \(Limit.values) values")
            }
            condition.values += values
        }
    }

    /// Conditions and groups that hold together.
    private struct Branch {
        var leaves: [Leaf] = []
        var or: [Int: Branch] = [:]
        var and: [Int: Branch] = [:]

        mutating func insert(_ leaf: Leaf, at path: ArraySlice<Step>) throws(Refusal) {
            guard let step = path.first else { return try insert(leaf) }
            // Changed outside the dictionary: a typed throw cannot cross its accessor.
            var branch = (step.isAnd ? and[step.branch] : or[step.branch]) ?? Branch()
            try branch.insert(leaf, at: path.dropFirst())
            if step.isAnd { and[step.branch] = branch } else { or[step.branch] = branch }
        }

        private mutating func insert(_ leaf: Leaf) throws(Refusal) {
            let new = leaf.condition
            guard new.operation.takesList,
                let index = leaves.firstIndex(where: {
                    $0.condition.field == new.field && $0.condition.key == new.key
                        && $0.condition.operation == new.operation
                })
            else { return leaves.append(leaf) }
            try leaves[index].merge(new.values)
        }

        var filter: QueryFilter? {
            var filters = leaves.map { QueryFilter.condition($0.condition) }
            filters += and.sorted { $0.key < $1.key }.compactMap(\.value.filter).flatMap(\.conjuncts)
            let branches = or.sorted { $0.key < $1.key }.compactMap(\.value.filter)
            if !branches.isEmpty {
                filters.append(branches.count == 1 ? branches[0] : .or(branches))
            }
            return filters.count > 1 ? .and(filters) : filters.first
        }
    }

    private static func list(_ names: [String]) -> String {
        names.map { "`\($0)`" }.joined(separator: ", ")
    }
}
