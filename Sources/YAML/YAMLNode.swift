import JSON

/// A value of a YAML document with its place.
///
/// Aliases are already replaced by what they stand for: such a node has the place of the alias, what is inside it that
/// of the original.
public struct YAMLNode: Sendable {
    /// A key of a mapping and its value.
    public typealias Pair = (key: YAMLNode, value: YAMLNode)

    /// What a node holds.
    public enum Content: Sendable {
        /// Text, which the core schema may read as something else.
        case scalar(YAMLScalar)
        /// A list of nodes.
        case sequence([YAMLNode])
        /// Keys, which are scalars and differ, with their values in the order they were written.
        case mapping([Pair])
    }

    /// What the node holds.
    public var content: Content

    /// The tag in full, if one was written.
    public var tag: String?

    /// Where the node begins.
    public var mark: YAMLMark

    /// Makes a node.
    ///
    /// - Parameters:
    ///   - content: What the node holds.
    ///   - tag: The tag in full, if one was written.
    ///   - mark: Where the node begins.
    public init(content: Content, tag: String? = nil, mark: YAMLMark) {
        (self.content, self.tag, self.mark) = (content, tag, mark)
    }
}

/// The text of a scalar and how it was written.
public struct YAMLScalar: Sendable, Hashable {
    /// The text, unescaped and unfolded.
    public var text: String

    /// How it was written.
    public var style: Style

    /// How a scalar is written.
    public enum Style: Sendable {
        /// Without quotes; only then the core schema looks at it.
        case plain
        /// Between quotes.
        case quoted
        /// As a block that keeps its lines.
        case literal
        /// As a block whose lines are joined.
        case folded
    }

    /// Whether it was written without quotes and not as a block.
    public var isPlain: Bool { style == .plain }

    /// Makes a scalar.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - style: How it is written.
    public init(text: String, style: Style) {
        (self.text, self.style) = (text, style)
    }
}

extension YAMLNode {
    /// The value of a key, `nil` if there is none or this is no mapping.
    ///
    /// - Parameter key: The text of the key.
    public subscript(key: String) -> YAMLNode? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs.first { $0.key.text?.hasSameBytes(as: key) ?? false }?.value
    }

    /// The node of a sequence at a position, `nil` if there is none or this is no sequence.
    ///
    /// - Parameter position: The position, from 0.
    public subscript(position: Int) -> YAMLNode? {
        guard case .sequence(let nodes) = content, nodes.indices.contains(position) else { return nil }
        return nodes[position]
    }

    /// The text of a scalar as written, `nil` for a collection.
    public var text: String? {
        if case .scalar(let scalar) = content { scalar.text } else { nil }
    }
}
