import JSON
import Tenancy
import YAML

/// The members of a mapping, taken one by one; in the end those that nobody asked for are refused.
struct DeclarationMembers {
    let declaration: Declaration
    private let pairs: [YAMLNode.Pair]
    private var isTaken: [Bool]
    private var names: [String] = []

    init(_ declaration: Declaration, _ pairs: [YAMLNode.Pair]) {
        (self.declaration, self.pairs) = (declaration, pairs)
        isTaken = Array(repeating: false, count: pairs.count)
    }

    /// The value of a member, `nil` if there is none or it is `null`.
    mutating func member(_ name: String) -> Declaration? {
        names.append(name)
        return take(name)
    }

    /// The value of a member under its name or one of its former names, which bring a warning.
    mutating func member(_ name: String, formerly: String..., problems: inout FlowProblems) -> Declaration? {
        member(name, formerly: formerly, problems: &problems)
    }

    /// The value of a member under its name or one of its former names, which bring a warning.
    mutating func member(_ name: String, formerly: [String], problems: inout FlowProblems) -> Declaration? {
        var found = member(name)
        for former in formerly {
            guard let value = take(former) else { continue }
            if found != nil {
                let message = "`\(former)` is the former name of `\(name)`, which is there as well"
                problems.append(value, .combination, message)
            } else {
                problems.warn(value, .deprecated, "`\(former)` is deprecated; use `\(name)`")
                found = value
            }
        }
        return found
    }

    /// The value of a member that must be there.
    mutating func required(_ name: String, _ problems: inout FlowProblems) -> Declaration? {
        guard let value = member(name) else {
            missing(name, &problems)
            return nil
        }
        return value
    }

    /// Says that a member is not there.
    func missing(_ name: String, _ problems: inout FlowProblems) {
        let path = declaration.path.appendingMember(name)
        problems.append(Declaration(declaration.node, path: path), .required, "`\(name)` is required")
    }

    mutating func text(_ name: String, _ problems: inout FlowProblems) -> String? {
        member(name)?.text(&problems)
    }

    mutating func bool(_ name: String, _ problems: inout FlowProblems) -> Bool? {
        member(name)?.bool(&problems)
    }

    mutating func texts(_ name: String, _ problems: inout FlowProblems) -> [String]? {
        member(name)?.texts(&problems)
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String,
        of type: Choice.Type,
        _ problems: inout FlowProblems
    ) -> Choice? where Choice.RawValue == String {
        member(name)?.choice(of: type, &problems)
    }

    /// What was not asked for, with the place of the name.
    mutating func rest() -> [(name: String, key: YAMLNode, value: Declaration)] {
        var rest: [(name: String, key: YAMLNode, value: Declaration)] = []
        for (index, pair) in pairs.enumerated() where !isTaken[index] {
            isTaken[index] = true
            let name = pair.key.text ?? ""
            rest.append((name, pair.key, declaration.member(name, pair.value)))
        }
        return rest
    }

    /// Refuses what was not asked for.
    ///
    /// - Parameters:
    ///   - others: More names that could have been meant.
    ///   - problems: Takes the refusals.
    mutating func finish(suggesting others: [String] = [], _ problems: inout FlowProblems) {
        for (name, key, _) in rest() {
            // Looking for what was meant costs more than reading does.
            let hint = problems.isFull ? "" : NearestName.hint(name, among: names + others)
            let place = declaration.member(name, key)
            problems.append(place, .unknownProperty, "unknown property `\(name.excerpt)`\(hint)")
        }
    }

    private mutating func take(_ name: String) -> Declaration? {
        guard let index = pairs.firstIndex(where: { $0.key.text == name }) else { return nil }
        isTaken[index] = true
        let value = declaration.member(name, pairs[index].value)
        return value.isNull ? nil : value
    }
}
