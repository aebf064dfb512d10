@testable import JSON
@testable import YAML

/// YAML, through libyaml, and its writer.
///
/// A document that is read and written again is read as the same value, and written as the same text; a stream is as many
/// documents as its nodes; limits hold. A JSON document is written as YAML that is read as the same value.
let yamlTarget = FuzzTarget(name: "yaml") { input in
    if let value = read({ () throws(JSONError) in try JSON(parsing: input) }) { try checkWritten(value) }
    let limits = YAMLLimits(maximumBytes: 1 << 14, maximumDepth: 16, maximumNodes: 1000)
    let nodes: [YAMLNode]
    do throws(YAMLError) {
        nodes = try YAML.nodes(input, limits: limits)
    } catch {
        try claim(error.line >= 1 && error.column >= 1, "a refusal names no place")
        try claim(!error.reason.isEmpty, "a refusal has no reason")
        return
    }
    try claim(nodes.reduce(0) { $0 + size($1) } <= limits.maximumNodes, "a stream has more nodes than allowed")
    try claim((nodes.map(depth).max() ?? 0) <= limits.maximumDepth, "a document nests deeper than allowed")
    guard let documents = read({ () throws(YAMLError) in try YAML.parse(input, limits: limits) }) else { return }
    try claim(documents.count == nodes.count, "a stream has not as many values as documents")
    for document in documents {
        try checkWritten(document)
    }
}

private func checkWritten(_ value: JSON) throws(Finding) {
    let text = YAML.dump(value)
    try claim(text.utf8.last == 0x0A, "a document does not end its last line")
    let again: JSON
    do throws(YAMLError) {
        again = try YAML.document(text.bytes)
    } catch {
        throw Finding(description: "a value that is written cannot be read: \(error)")
    }
    try claim(again == value, "a value that is written is read as another")
    try claim(YAML.dump(again).bytes == text.bytes, "a value that is written twice is written differently")
}

private func size(_ node: YAMLNode) -> Int {
    switch node.content {
    case .scalar: 1
    case .sequence(let nodes): nodes.reduce(1) { $0 + size($1) }
    case .mapping(let pairs): pairs.reduce(1) { $0 + size($1.key) + size($1.value) }
    }
}

private func depth(_ node: YAMLNode) -> Int {
    switch node.content {
    case .scalar: 0
    case .sequence(let nodes): 1 + (nodes.map(depth).max() ?? 0)
    case .mapping(let pairs): 1 + (pairs.map { depth($0.value) }.max() ?? 0)
    }
}
