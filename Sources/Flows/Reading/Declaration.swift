import JSON
import YAML

/// A value in a declaration, with the path and the place by which problems name it.
///
/// What reads a value as a type adds a problem and gives `nil` if it is something else. `null` is as good as nothing:
/// `DeclarationMembers` passes over it.
struct Declaration: Sendable {
    let node: YAMLNode

    /// The path from the root: `tasks[0].retry`.
    let path: String

    init(_ node: YAMLNode, path: String = "") {
        (self.node, self.path) = (node, path)
    }

    var mark: YAMLMark { node.mark }

    var isNull: Bool {
        guard let scalar, scalar.isPlain, node.tag == nil else { return node.tag == "tag:yaml.org,2002:null" }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }

    /// The value as a scalar, `nil` for a list or a mapping.
    var scalar: YAMLScalar? {
        if case .scalar(let scalar) = node.content { scalar } else { nil }
    }

    /// What the value is, for messages; short text is cited.
    var kind: String {
        switch node.content {
        case .sequence: return "a list"
        case .mapping: return "a mapping"
        case .scalar(let scalar):
            guard scalar.isPlain, node.tag == nil, let json = try? node.json() else { return quoted(scalar.text) }
            switch json {
            case .null: return "nothing"
            case .bool, .integer, .number: return "`\(scalar.text.excerpt)`"
            default: return quoted(scalar.text)
            }
        }
    }

    private func quoted(_ text: String) -> String {
        text.isEmpty ? "empty text" : "the text `\(text.excerpt)`"
    }

    /// A problem at the place of the value, or at another within it.
    func problem(
        _ rule: FlowRule,
        _ message: String,
        severity: FlowProblem.Severity = .error,
        at place: YAMLMark? = nil
    ) -> FlowProblem {
        FlowProblem(
            path: path,
            line: place?.line ?? mark.line,
            column: place?.column ?? mark.column,
            severity: severity,
            rule: rule,
            message: message
        )
    }

    /// Says that the value is of another type than was expected.
    func refuse(expecting expected: String, _ problems: inout FlowProblems) {
        problems.append(self, .wrongType, "expected \(expected), found \(kind)")
    }

    /// The place of a member, whose value may be anywhere.
    func member(_ name: String, _ node: YAMLNode) -> Declaration {
        Declaration(node, path: path.appendingMember(name))
    }

    func element(_ index: Int, _ node: YAMLNode) -> Declaration {
        Declaration(node, path: "\(path)[\(index)]")
    }
}

extension String {
    /// The path of a member of what this is the path of.
    func appendingMember(_ name: String) -> String {
        let shown = name.excerpt
        let isPlain = !shown.isEmpty && shown.utf8.allSatisfy { $0.isPathCharacter }
        if isPlain { return isEmpty ? shown : "\(self).\(shown)" }
        return "\(self)[\"\(shown)\"]"
    }
}

extension UInt8 {
    fileprivate var isPathCharacter: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"):
            true
        default:
            false
        }
    }
}
