public import Expressions
public import JSON

/// What names in the templates of a job stand for, and which of it is secret.
public struct JobVariables: Sendable, Hashable {
    /// The values by name, as JSON.
    public var json: JSONObject

    /// The values that were made of secrets, each by the names and positions that lead to it: `["inputs", "password"]`.
    public var secretPaths: [[String]]

    /// Makes variables.
    ///
    /// - Parameters:
    ///   - json: The values by name.
    ///   - secretPaths: The values that were made of secrets, each by the names and positions that lead to it.
    public init(_ json: JSONObject = [:], secretPaths: [[String]] = []) {
        (self.json, self.secretPaths) = (json, secretPaths)
    }

    /// Makes variables of what an evaluation sees.
    ///
    /// - Parameter map: The values by name.
    public init(_ map: ExpressionMap) {
        let value = ExpressionValue.map(map)
        self.init(value.json.object ?? [:], secretPaths: Self.secretPaths(of: value))
    }

    /// The variables as an evaluation sees them: what is secret is marked, and so is what is made of it.
    ///
    /// - Returns: The context.
    public func expressionVariables() -> ExpressionVariables {
        ExpressionVariables(expressionMap())
    }

    /// The variables with marks on what is secret.
    ///
    /// - Returns: The values by name.
    public func expressionMap() -> ExpressionMap {
        let marks = SecretMarks(secretPaths)
        return ExpressionMap(json.members.map { ($0.name, marks.apply(to: $0.value, named: $0.name)) })
    }

    /// Where in a value there is something that was made of secrets.
    ///
    /// What is secret as a whole is told by all the values in it. A value without values is told by itself.
    ///
    /// - Parameter value: The value.
    /// - Returns: The names and positions that lead to each.
    public static func secretPaths(of value: ExpressionValue) -> [[String]] {
        var paths: [[String]] = []
        var place: [String] = []
        collect(value, isSecret: false, &place, &paths)
        return paths
    }

    private static func collect(
        _ value: ExpressionValue,
        isSecret: Bool,
        _ place: inout [String],
        _ paths: inout [[String]]
    ) {
        guard isSecret || value.isTainted else { return }
        switch value {
        case .list(let list) where !list.elements.isEmpty:
            for (position, element) in list.elements.enumerated() {
                place.append(String(position))
                collect(element, isSecret: isSecret, &place, &paths)
                place.removeLast()
            }
        case .map(let map) where !map.isEmpty:
            for member in map.members {
                place.append(member.name)
                collect(member.value, isSecret: isSecret, &place, &paths)
                place.removeLast()
            }
        case .tainted(let inner):
            collect(inner, isSecret: true, &place, &paths)
        default:
            paths.append(place)
        }
    }
}

/// Paths to secrets as a tree, so that marking visits each value once.
private struct SecretMarks {
    private var isSecret = false
    private var inner: [ExactName: SecretMarks] = [:]

    init(_ paths: [[String]]) {
        for path in paths {
            insert(path[...])
        }
    }

    private init() {}

    private mutating func insert(_ path: ArraySlice<String>) {
        guard let first = path.first else {
            isSecret = true
            return
        }
        inner[ExactName(text: first), default: SecretMarks()].insert(path.dropFirst())
    }

    func apply(to json: JSON, named name: String) -> ExpressionValue {
        guard !isSecret else { return ExpressionValue(json, isSecret: true) }
        guard let marks = inner[ExactName(text: name)] else { return ExpressionValue(json) }
        return marks.apply(to: json)
    }

    private func apply(to json: JSON) -> ExpressionValue {
        guard !isSecret else { return ExpressionValue(json, isSecret: true) }
        switch json {
        case .array(let elements):
            return .list(elements.enumerated().map { apply(to: $0.element, named: String($0.offset)) })
        case .object(let object):
            return .map(object.members.map { ($0.name, apply(to: $0.value, named: $0.name)) })
        default:
            // What is said to be in it is not: rather too much is marked than too little.
            return ExpressionValue(json, isSecret: true)
        }
    }
}
