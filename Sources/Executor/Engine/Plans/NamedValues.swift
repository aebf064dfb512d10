import Expressions
import JSON

/// Which of the large names of an execution the templates of a document may use.
///
/// A job is handed the values that its templates name, and not all that tasks before it yielded. Where a template looks a
/// name up by a value, or renders other templates, everything is handed to it.
struct NamedValues: Sendable, Equatable {
    /// The names whose members are chosen from.
    static let large: Set<String> = ["inputs", "outputs", "tasks", "trigger", "vars"]

    /// What is used of one name.
    enum Use: Sendable, Equatable {
        /// All of it.
        case whole
        /// These members.
        case members(Set<String>)
    }

    private var uses: [String: Use] = [:]
    private var usesAll = false
    private var functions: Set<String> = []

    /// Functions that evaluate what is not written in the template, or that show everything.
    private static let opaque: Set<String> = [
        "render", "renderOnce", "fetchContext", "printContext", "currentEachOutput", "block",
    ]

    /// Looks through the templates of a document.
    ///
    /// - Parameter json: The document; its depth is bounded by its reader.
    init(in json: JSON) {
        add(json)
    }

    /// What is used of a name.
    ///
    /// - Parameter name: The name.
    /// - Returns: What is used, `nil` for nothing.
    subscript(name: String) -> Use? { usesAll ? .whole : uses[name] }

    /// Whether a function is called.
    func calls(_ function: String) -> Bool { usesAll || functions.contains(function) }

    private mutating func add(_ json: JSON) {
        switch json {
        case .string(let text): add(text)
        case .array(let elements): for element in elements { add(element) }
        case .object(let object):
            for (name, value) in object.members {
                add(name)
                add(value)
            }
        default: break
        }
    }

    private mutating func add(_ text: String) {
        guard !usesAll, !ExpressionTemplate.isPlain(text) else { return }
        guard let template = try? ExpressionTemplate(parsing: text) else {
            // Whoever renders it says what is wrong with it.
            return
        }
        let calls = template.calls.map(\.name)
        functions.formUnion(calls)
        guard !calls.contains(where: Self.opaque.contains) else {
            usesAll = true
            return
        }
        for reference in template.references where Self.large.contains(reference.path[0]) {
            add(reference.path)
        }
    }

    private mutating func add(_ path: [String]) {
        guard path.count > 1 else {
            uses[path[0]] = .whole
            return
        }
        switch uses[path[0]] {
        case .whole: break
        case .members(var members):
            members.insert(path[1])
            uses[path[0]] = .members(members)
        case nil: uses[path[0]] = .members([path[1]])
        }
    }
}
