import JSON

/// Builds nodes of events, within limits.
struct YAMLComposer: ~Copyable {
    private let parser: YAMLParserHandle
    private let limits: YAMLLimits
    private let bytes: [UInt8]
    /// Nodes and bytes of text so far, aliases counted as what they stand for.
    private var nodes = 0
    private var textBytes = 0
    private var anchors: [String: Anchor] = [:]

    /// What an alias stands for; `nil` while it is still being read.
    private struct Anchor {
        var node: YAMLNode
        var height: Int
        var nodes: Int
        var textBytes: Int
    }

    /// Names of anchors whose nodes are not complete.
    private var open: Set<String> = []

    init(_ parser: consuming YAMLParserHandle, of bytes: [UInt8], limits: YAMLLimits) {
        self.parser = parser
        self.bytes = bytes
        self.limits = limits
    }

    /// The next document, `nil` at the end of the stream.
    mutating func document() throws(YAMLError) -> YAMLNode? {
        anchors = [:]
        while true {
            let event = try next()
            switch event.content {
            case .streamEnd: return nil
            case .documentStart, .documentEnd: continue
            default: return try node(event, depth: 0).node
            }
        }
    }

    private func next() throws(YAMLError) -> YAMLEvent {
        do throws(YAMLError) {
            return try parser.next()
        } catch {
            guard bytes.byte(at: error.mark) == UInt8(ascii: "\t") else { throw error }
            throw YAMLError("a tab cannot indent; use spaces", at: error.mark)
        }
    }

    /// The node that an event begins, and how many levels of collections it holds.
    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> (node: YAMLNode, height: Int) {
        if case .alias(let name) = event.content { return try alias(name, event.mark, depth: depth) }
        let before = (nodes, textBytes)
        try count(nodes: 1, textBytes: 0, at: event.mark)
        var node: YAMLNode
        var height = 0
        let properties: YAMLEvent.Properties
        switch event.content {
        case .scalar(let scalar, let found):
            properties = found
            guard !scalar.text.utf8.contains(0) else {
                throw YAMLError("the character U+0000 is not accepted", at: event.mark)
            }
            try count(nodes: 0, textBytes: scalar.text.utf8.count, at: event.mark)
            node = YAMLNode(content: .scalar(scalar), mark: event.mark)
        case .sequenceStart(let found):
            properties = found
            try enter(depth, found, event.mark)
            let (elements, inner) = try sequence(depth: depth + 1)
            (node, height) = (YAMLNode(content: .sequence(elements), mark: event.mark), inner + 1)
        case .mappingStart(let found):
            properties = found
            try enter(depth, found, event.mark)
            let (pairs, inner) = try mapping(depth: depth + 1)
            (node, height) = (YAMLNode(content: .mapping(pairs), mark: event.mark), inner + 1)
        default:
            throw YAMLError("expected a value", at: event.mark)
        }
        node.tag = properties.tag
        if let name = properties.anchor {
            open.remove(name)
            anchors[name] = Anchor(
                node: node,
                height: height,
                nodes: nodes - before.0,
                textBytes: textBytes - before.1
            )
        }
        return (node, height)
    }

    private mutating func sequence(depth: Int) throws(YAMLError) -> (nodes: [YAMLNode], height: Int) {
        var (elements, height) = ([YAMLNode](), 0)
        while true {
            let event = try next()
            if case .sequenceEnd = event.content { return (elements, height) }
            let element = try node(event, depth: depth)
            elements.append(element.node)
            height = max(height, element.height)
        }
    }

    private mutating func mapping(depth: Int) throws(YAMLError) -> (pairs: [YAMLNode.Pair], height: Int) {
        var (pairs, height) = ([YAMLNode.Pair](), 0)
        var names: Set<ExactName> = []
        while true {
            let event = try next()
            if case .mappingEnd = event.content { return (pairs, height) }
            let key = try node(event, depth: depth).node
            guard let name = key.text else { throw YAMLError("a key must be text", at: key.mark) }
            guard names.insert(ExactName(text: name)).inserted else {
                throw YAMLError("duplicate key `\(name.excerpt)` in one mapping", at: key.mark)
            }
            let value = try node(try next(), depth: depth)
            pairs.append((key, value.node))
            height = max(height, value.height)
        }
    }

    private mutating func alias(
        _ name: String,
        _ mark: YAMLMark,
        depth: Int
    ) throws(YAMLError) -> (node: YAMLNode, height: Int) {
        guard !open.contains(name) else {
            throw YAMLError("the alias `\(name.excerpt)` stands for what contains it", at: mark)
        }
        guard let anchor = anchors[name] else {
            throw YAMLError("the anchor `\(name.excerpt)` is not defined", at: mark)
        }
        guard depth + anchor.height <= limits.maximumDepth else { throw tooDeep(mark) }
        try count(nodes: anchor.nodes, textBytes: anchor.textBytes, at: mark)
        var node = anchor.node
        node.mark = mark
        return (node, anchor.height)
    }

    private mutating func enter(
        _ depth: Int,
        _ properties: YAMLEvent.Properties,
        _ mark: YAMLMark
    ) throws(YAMLError) {
        guard depth < limits.maximumDepth else { throw tooDeep(mark) }
        if let name = properties.anchor { open.insert(name) }
    }

    private func tooDeep(_ mark: YAMLMark) -> YAMLError {
        YAMLError("the document nests deeper than \(limits.maximumDepth) levels", kind: .limit, at: mark)
    }

    private mutating func count(nodes more: Int, textBytes moreBytes: Int, at mark: YAMLMark) throws(YAMLError) {
        nodes += more
        textBytes += moreBytes
        guard nodes <= limits.maximumNodes else {
            throw YAMLError("the document has more than \(limits.maximumNodes) nodes", kind: .limit, at: mark)
        }
        guard textBytes <= limits.maximumBytes else {
            let reason = "the document has more than \(limits.maximumBytes) bytes of text once its aliases are replaced"
            throw YAMLError(reason, kind: .limit, at: mark)
        }
    }
}

extension [UInt8] {
    /// The first byte of the character at a place.
    fileprivate func byte(at mark: YAMLMark) -> UInt8? {
        let lines = split(separator: UInt8(ascii: "\n"), maxSplits: mark.line, omittingEmptySubsequences: false)
        guard lines.indices.contains(mark.line - 1) else { return nil }
        return lines[mark.line - 1].lazy.filter { $0 & 0xC0 != 0x80 }.dropFirst(mark.column - 1).first
    }
}
