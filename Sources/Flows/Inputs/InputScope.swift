import Expressions
import JSON

/// The names that templates of inputs see: the inputs that are resolved, and what surrounds them.
struct InputScope: ExpressionContext {
    private let surroundings: any ExpressionContext

    /// The values of inputs by the first part of their identifiers, in order.
    private var values: [ExpressionMap.Member] = []
    private var positions: [String: Int] = [:]

    /// The first parts of identifiers whose values are not valid.
    private var invalid: Set<String> = []

    init(within surroundings: any ExpressionContext) {
        self.surroundings = surroundings
    }

    /// Takes inputs that are resolved.
    init(_ inputs: ExpressionMap, within surroundings: any ExpressionContext) {
        self.init(within: surroundings)
        inputs.members.forEach { set([$0.name], $0.value) }
    }

    var names: [String] { surroundings.names.filter { $0 != "inputs" } + ["inputs"] }

    /// The values of all inputs.
    var inputs: ExpressionMap { ExpressionMap(values) }

    func value(of name: String) throws(ExpressionError) -> ExpressionValue? {
        name == "inputs" ? .map(inputs) : try surroundings.value(of: name)
    }

    func value(of name: String, member: String) throws(ExpressionError) -> ExpressionValue? {
        guard name == "inputs" else { return try surroundings.value(of: name, member: member) }
        guard !invalid.contains(member) else {
            throw ExpressionError(.undefined, "the input `\(member)` has no valid value", name: member)
        }
        return positions[member].map { values[$0].value }
    }

    /// Gives an input its value.
    mutating func set(_ names: [String], _ value: ExpressionValue) {
        guard let first = names.first else { return }
        let position = positions[first]
        let old = position.flatMap { values[$0].value.members }
        let new = Self.setting(names.dropFirst(), value, in: old)
        if let position {
            values[position].value = new
        } else {
            positions[first] = values.count
            values.append((first, new))
        }
    }

    /// Makes templates that name an input fail.
    mutating func invalidate(_ names: [String]) {
        if names.count == 1, let first = names.first { invalid.insert(first) }
    }

    private static func setting(
        _ names: ArraySlice<String>,
        _ value: ExpressionValue,
        in map: ExpressionMap?
    ) -> ExpressionValue {
        guard let first = names.first else { return value }
        let inner = setting(names.dropFirst(), value, in: map?[first]?.members)
        return .map(ExpressionMap((map?.members ?? []) + [(first, inner)]))
    }
}
