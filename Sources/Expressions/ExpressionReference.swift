/// A variable that a template names.
public struct ExpressionReference: Sendable, Hashable {
    /// The variable and the members that are known without evaluating: `outputs`, `first`, `value`.
    public let path: [String]
    /// The line in the template, from 1.
    public let line: Int
    /// The column in code points, from 1.
    public let column: Int
}

/// A function that a template calls.
public struct ExpressionCall: Sendable, Hashable {
    /// The function's name.
    public let name: String
    /// For each parameter the text given, `nil` if it is none or is known only when evaluated.
    public let arguments: [String?]
    /// The line in the template, from 1.
    public let line: Int
    /// The column in code points, from 1.
    public let column: Int
}

extension ExpressionTemplate {
    /// The variables that the template names, without evaluating it; those it sets itself are left out.
    public var references: [ExpressionReference] {
        var local: Set<Int32> = program.loopName >= 0 ? [program.loopName] : []
        local.formUnion(program.loops.map(\.name))
        local.formUnion(program.macros.flatMap { $0.parameters.map(\.name) })
        var inner: Set<NodeID> = []
        for node in program.nodes {
            switch node {
            case .set(let name, _): local.insert(name)
            case .member(let base, _): inner.insert(base)
            case .item(let base, let index): if constantName(index) != nil { inner.insert(base) }
            default: break
            }
        }
        var references: [ExpressionReference] = []
        var places = SourceSweep(source: program.source)
        var seen: Set<[String]> = []
        for id in program.nodes.indices.map({ NodeID($0) }) where !inner.contains(id) {
            guard let (name, path) = path(of: id), !local.contains(name), seen.insert(path).inserted else { continue }
            let (line, column) = places.place(of: Int(program.offsets[Int(root(of: id))]))
            references.append(ExpressionReference(path: path, line: line, column: column))
        }
        return references
    }

    /// The functions that the template calls, without evaluating it.
    public var calls: [ExpressionCall] {
        var calls: [ExpressionCall] = []
        var places = SourceSweep(source: program.source)
        for (index, node) in program.nodes.enumerated() {
            guard case .function(let id) = node else { continue }
            let call = program.calls[Int(id)]
            let arguments = call.arguments.map { $0 < 0 ? nil : constantName($0) }
            let (line, column) = places.place(of: Int(program.offsets[index]))
            calls.append(ExpressionCall(name: call.builtin.name, arguments: arguments, line: line, column: column))
        }
        return calls
    }

    /// The text of a constant that can be a member's name.
    private func constantName(_ node: NodeID) -> String? {
        guard case .constant(let index) = program.nodes[Int(node)] else { return nil }
        return switch program.constants[Int(index)] {
        case .text(let text): text.string
        case .integer(let value): String(value)
        default: nil
        }
    }

    private func path(of node: NodeID) -> (name: Int32, path: [String])? {
        var steps: [String] = []
        var node = node
        while true {
            switch program.nodes[Int(node)] {
            case .name(let name):
                return (name, [program.names[Int(name)]] + steps.reversed())
            case .member(let base, let name):
                steps.append(program.names[Int(name)])
                node = base
            case .item(let base, let index):
                guard let name = constantName(index) else {
                    // What is looked up by a value is not known, but what it is looked up in is.
                    return nil
                }
                steps.append(name)
                node = base
            default:
                return nil
            }
        }
    }

    private func root(of node: NodeID) -> NodeID {
        switch program.nodes[Int(node)] {
        case .member(let base, _), .item(let base, _): root(of: base)
        default: node
        }
    }
}
