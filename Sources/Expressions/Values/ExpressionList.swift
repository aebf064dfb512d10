/// A list of values that knows its size, its depth and whether anything in it was made of a secret.
public struct ExpressionList: Sendable {
    /// The elements in order.
    public let elements: [ExpressionValue]

    let facts: ValueFacts

    /// Makes a list.
    ///
    /// - Parameter elements: The elements in order.
    public init(_ elements: [ExpressionValue]) {
        self.elements = elements
        var facts = ValueFacts()
        for element in elements {
            facts.include(element)
        }
        self.facts = facts
    }

    /// Whether anything in it was made of a secret.
    public var isTainted: Bool { facts.isTainted }

    /// The element at a position, `nil` if there is none.
    ///
    /// - Parameter position: The position, from 0.
    public subscript(position: Int) -> ExpressionValue? {
        elements.indices.contains(position) ? elements[position] : nil
    }
}

/// What a list or map knows of everything in it, so that nobody has to look.
///
/// A value may hold another many times over without taking memory for it; its weight counts each time, and so bounds what
/// writing, comparing or copying it costs.
struct ValueFacts: Sendable {
    /// About how many bytes the value takes when it is written.
    private(set) var weight = 16
    private(set) var depth = 1
    private(set) var isTainted = false

    mutating func include(_ value: ExpressionValue) {
        let (sum, overflows) = weight.addingReportingOverflow(value.weight)
        weight = overflows ? .max : sum
        depth = max(depth, value.depth &+ 1)
        isTainted = isTainted || value.isTainted
    }

    mutating func include(name: String) {
        let (sum, overflows) = weight.addingReportingOverflow(name.utf8.count)
        weight = overflows ? .max : sum
    }
}

extension ExpressionValue {
    /// About how many bytes the value takes when it is written.
    var weight: Int {
        switch self {
        case .text(let text): text.string.utf8.count &+ 16
        case .list(let list): list.facts.weight
        case .map(let map): map.facts.weight
        case .decimal(let value): value.weight
        case .tainted(let value): value.weight
        default: 16
        }
    }

    /// How deep lists and maps nest in the value.
    var depth: Int {
        switch self {
        case .list(let list): list.facts.depth
        case .map(let map): map.facts.depth
        case .tainted(let value): value.depth
        default: 0
        }
    }
}
