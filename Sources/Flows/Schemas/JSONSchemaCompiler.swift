import JSON

/// Reads a schema into nodes, collecting everything that is wrong with it.
struct JSONSchemaCompiler {
    private let source: JSON
    private var nodes: [JSONSchemaNode] = []
    private var errors = FieldErrors()

    /// Numbers of schemas by the pointer to them.
    private var numbers: [JSONPointer: Int] = [:]
    private var anchors: [String: JSONPointer] = [:]

    /// References whose targets are looked up once every schema has its number.
    private var references: [(node: Int, text: String, path: String)] = []

    static let dialect = "https://json-schema.org/draft/2020-12/schema"
    private static let nodeLimit = 10_000
    private static let depthLimit = 64

    init(_ source: JSON) {
        self.source = source
    }

    mutating func compile() throws(FieldErrors) -> [JSONSchemaNode] {
        _ = schema(source, JSONPointer(), "", depth: 0)
        // A reference may lead to what no keyword leads to, which holds references of its own.
        var next = 0
        while next < references.count {
            let reference = references[next]
            nodes[reference.node].reference = target(of: reference.text, reference.path)
            next += 1
        }
        guard errors.isEmpty else { throw errors }
        return nodes
    }

    private mutating func refuse(_ path: String, _ message: String) {
        errors.append(path, message)
    }

    /// Reads a schema and answers its number.
    private mutating func schema(_ json: JSON, _ pointer: JSONPointer, _ path: String, depth: Int) -> Int {
        if let number = numbers[pointer] { return number }
        let number = nodes.count
        nodes.append(JSONSchemaNode())
        numbers[pointer] = number
        guard nodes.count <= Self.nodeLimit, depth <= Self.depthLimit else {
            refuse(path, "expected at most \(Self.nodeLimit) schemas, \(Self.depthLimit) levels deep")
            return number
        }
        switch json {
        case .bool(let value):
            nodes[number].constant = value
        case .object(let object):
            var reader = JSONSchemaReader(object, pointer, path, isRoot: pointer.tokens.isEmpty)
            var node = JSONSchemaNode()
            reader.read(&node) { [depth] (json, pointer, path) in
                schema(json, pointer, path, depth: depth + 1)
            }
            nodes[number] = node
            errors.append(reader.errors)
            if let text = reader.reference { references.append((number, text, path.member("$ref"))) }
            if let anchor = reader.anchor { anchors[anchor] = pointer }
        default:
            refuse(path, "expected a schema: an object, `true` or `false`; found \(json.kind)")
        }
        return number
    }

    /// The number of the schema that a reference leads to.
    private mutating func target(of reference: String, _ path: String) -> Int? {
        var fragment = reference
        if let hash = reference.firstIndex(of: "#") {
            let base = String(reference[..<hash])
            guard base.isEmpty || base == source["$id"]?.string else { return refuseRemote(reference, path) }
            fragment = String(reference[reference.index(after: hash)...])
        } else {
            guard reference == source["$id"]?.string else { return refuseRemote(reference, path) }
            fragment = ""
        }
        let pointer = anchors[fragment] ?? fragment.percentDecoded.flatMap { JSONPointer($0) }
        guard let pointer, let json = source[pointer] else {
            refuse(path, "`\(reference.excerpt)` leads nowhere")
            return nil
        }
        return schema(json, pointer, pointer.description, depth: pointer.tokens.count)
    }

    private mutating func refuseRemote(_ reference: String, _ path: String) -> Int? {
        refuse(path, "expected a reference inside the schema, as in `#/$defs/name`; found `\(reference.excerpt)`")
        return nil
    }
}

extension String {
    /// The path of a member of what this is the path of.
    func member(_ name: String) -> String {
        isEmpty ? name.excerpt : "\(self).\(name.excerpt)"
    }

    /// The path of an element of what this is the path of.
    func element(_ index: Int) -> String {
        "\(self)[\(index)]"
    }

    /// The text without the escapes of URIs, `nil` if one is broken.
    fileprivate var percentDecoded: String? {
        var bytes: [UInt8] = []
        var rest = utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next(), let low = rest.next(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
