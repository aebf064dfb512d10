/// The place of a node in its program.
typealias NodeID = Int32

/// A run of nodes in a program's list of children.
struct Children: Sendable {
    var start: Int32
    var count: Int32
}

/// A node of a template's syntax tree.
///
/// Nodes stand in one array and name one another by their places; none owns memory, so walking the tree counts no
/// references.
enum Node: Sendable {
    // Statements.
    case nothing
    /// Literal text, a constant.
    case text(Int32)
    case output(NodeID)
    case sequence(Children)
    case set(name: Int32, value: NodeID)
    /// Conditions and bodies in turn, and at the end a body alone for `else`.
    case branch(Children)
    /// An entry of the program's loops.
    case loop(Int32)
    /// An entry of the program's blocks.
    case block(Int32)
    case raise(NodeID)

    // Expressions.
    case constant(Int32)
    case name(Int32)
    case member(NodeID, name: Int32)
    case item(NodeID, NodeID)
    case list(Children)
    /// Names and values in turn.
    case map(Children)
    case not(NodeID)
    case negative(NodeID)
    case positive(NodeID)
    case binary(BinaryOperator, NodeID, NodeID)
    case and(NodeID, NodeID)
    case or(NodeID, NodeID)
    /// The right side if the left stands for nothing, or is null and that counts.
    case coalesce(NodeID, NodeID, acceptsNull: Bool)
    case concatenation(Children)
    case conditional(NodeID, NodeID, NodeID)
    case range(NodeID, NodeID)
    /// A filter: what it is applied to, and an entry of the program's calls.
    case filter(NodeID, Int32)
    /// A function: an entry of the program's calls.
    case function(Int32)
    /// A macro: an entry of the program's macro calls.
    case macro(Int32)
    case test(NodeID, TestKind, isNegated: Bool)
    /// The text that statements render.
    case capture(NodeID)
}

/// An operator between two values that are both evaluated.
enum BinaryOperator: UInt8, Sendable {
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
    case contains
    case isIn
    case add
    case subtract
    case multiply
    case divide
    case remainder

    /// How it is written.
    var symbol: String {
        switch self {
        case .equal: "=="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .contains: "contains"
        case .isIn: "in"
        case .add: "+"
        case .subtract: "-"
        case .multiply: "*"
        case .divide: "/"
        case .remainder: "%"
        }
    }
}

/// What `is` asks.
enum TestKind: String, Sendable, CaseIterable {
    case defined
    case empty
    case null
    case even
    case odd
    case iterable
    case map
    case json
}
