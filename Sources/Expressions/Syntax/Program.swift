/// A template that was read: its syntax tree and everything the tree names.
final class SyntaxProgram: Sendable {
    /// A call of a function or filter: for each parameter the node of its argument, -1 for the default.
    struct Call: Sendable {
        let builtin: Builtin
        let arguments: [NodeID]
        /// Arguments beyond the parameters, of those functions that take any.
        let rest: [(name: String?, node: NodeID)]
    }

    struct Loop: Sendable {
        let name: Int32
        let values: NodeID
        let body: NodeID
        /// -1 if there is no `else`.
        let otherwise: NodeID
    }

    struct Macro: Sendable {
        let name: String
        let parameters: [(name: Int32, value: NodeID)]
        let body: NodeID
    }

    struct MacroCall: Sendable {
        let macro: Int
        /// For each parameter the node of its argument, -1 for the default.
        let arguments: [NodeID]
    }

    struct Block: Sendable {
        let name: String
        let body: NodeID
    }

    let source: String
    let nodes: [Node]
    /// For each node the place in the source it is about.
    let offsets: [Int32]
    let children: [NodeID]
    let names: [String]
    let constants: [ExpressionValue]
    let calls: [Call]
    let loops: [Loop]
    let macros: [Macro]
    let macroCalls: [MacroCall]
    let blocks: [Block]
    let root: NodeID
    /// The expression, if the template is one `{{ }}` and nothing else.
    let single: NodeID?
    let deprecations: [ExpressionDeprecation]
    /// The place of the name `loop` among the names.
    let loopName: Int32

    init(_ builder: ProgramBuilder, source: String, root: NodeID) {
        self.source = source
        self.root = root
        nodes = builder.nodes
        offsets = builder.offsets
        children = builder.children
        names = builder.names
        constants = builder.constants
        calls = builder.calls
        loops = builder.loops
        macros = builder.macros
        macroCalls = builder.macroCalls
        blocks = builder.blocks
        deprecations = builder.deprecations
        loopName = builder.loopName
        single = if case .output(let node) = builder.nodes[Int(root)] { node } else { nil }
    }

    func children(_ list: Children) -> ArraySlice<NodeID> {
        children[Int(list.start)..<Int(list.start + list.count)]
    }

    /// About how much memory the program takes, for the cache's bound.
    var weight: Int {
        512 + source.utf8.count * 2 + nodes.count * (MemoryLayout<Node>.stride + 4) + children.count * 4
            + constants.count * MemoryLayout<ExpressionValue>.stride + names.count * 32 + calls.count * 64
    }

    /// An error with the place of a node.
    func locate(_ error: ExpressionError, at node: NodeID) -> ExpressionError {
        guard error.line == 0 else { return error }
        var located = error
        (located.line, located.column) = SourcePlace.of(Int(offsets[Int(node)]), in: source)
        return located
    }
}

/// Lines and columns of places in a template.
enum SourcePlace {
    /// Line and column of an offset in bytes, both from 1; columns count code points.
    static func of(_ offset: Int, in source: String) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        for byte in source.utf8.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}

/// Finds lines and columns of many places; those in order of the source cost one pass together.
struct SourceSweep {
    private let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    private var column = 1

    init(source: String) {
        bytes = Array(source.utf8)
    }

    mutating func place(of wanted: Int) -> (line: Int, column: Int) {
        if wanted < offset { (offset, line, column) = (0, 1, 1) }
        while offset < min(wanted, bytes.count) {
            if bytes[offset] == UInt8(ascii: "\n") {
                (line, column) = (line + 1, 1)
            } else if bytes[offset] & 0xC0 != 0x80 {
                column += 1
            }
            offset += 1
        }
        return (line, column)
    }
}

/// Gathers the parts of a program while it is read.
struct ProgramBuilder {
    private(set) var nodes: [Node] = []
    private(set) var offsets: [Int32] = []
    private var heights: [UInt16] = []
    private(set) var children: [NodeID] = []
    private(set) var names: [String] = []
    private var nameIDs: [String: Int32] = [:]
    private(set) var constants: [ExpressionValue] = []
    var calls: [SyntaxProgram.Call] = []
    var loops: [SyntaxProgram.Loop] = []
    var macros: [SyntaxProgram.Macro] = []
    var macroCalls: [SyntaxProgram.MacroCall] = []
    var blocks: [SyntaxProgram.Block] = []
    var deprecations: [ExpressionDeprecation] = []
    private(set) var loopName: Int32 = -1

    /// Chains of operators nest to the left without the reader's recursing, but evaluating recurses.
    static let maximumHeight: UInt16 = 192

    /// Adds a node above others.
    ///
    /// - Throws: `ExpressionError` if it nests too deep.
    mutating func add(_ node: Node, at offset: Int, above: [NodeID] = []) throws(ExpressionError) -> NodeID {
        var height: UInt16 = 0
        for child in above where child >= 0 {
            height = max(height, heights[Int(child)])
        }
        guard height < Self.maximumHeight else {
            throw ExpressionError(.limit, "the expression nests deeper than \(Self.maximumHeight) operators")
        }
        nodes.append(node)
        offsets.append(Int32(truncatingIfNeeded: offset))
        heights.append(height + 1)
        return NodeID(nodes.count - 1)
    }

    /// Puts children beside each other.
    mutating func list(_ nodes: [NodeID]) -> Children {
        let list = Children(start: Int32(children.count), count: Int32(nodes.count))
        children += nodes
        return list
    }

    mutating func name(_ text: String) -> Int32 {
        if let id = nameIDs[text] { return id }
        let id = Int32(names.count)
        names.append(text)
        nameIDs[text] = id
        if text == "loop" { loopName = id }
        return id
    }

    mutating func constant(_ value: ExpressionValue) -> Int32 {
        constants.append(value)
        return Int32(constants.count - 1)
    }

    func children(of list: Children) -> [NodeID] {
        Array(children[Int(list.start)..<Int(list.start + list.count)])
    }
}
