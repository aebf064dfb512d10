@testable import JSON

/// JSON patches and pointers: two documents and a patch, a line each.
///
/// The difference of two documents makes the one of the other and back; a patch in its JSON form is read as the same patch;
/// a pointer is read as it is written; what a patch makes stays within its limits, and is what a `test` of it finds.
let jsonPatchTarget = FuzzTarget(name: "json-patch") { input in
    let lines = input.parts(separatedBy: 0x0A, most: 3)
    try checkPointer(lines[0].text)
    let documents = lines.compactMap { line in read { () throws(JSONError) in try JSON(parsing: line) } }
    guard documents.count == lines.count, documents.count >= 2 else { return }
    let (old, new) = (documents[0], documents[1])
    for (before, after) in [(old, new), (new, old), (old, old)] {
        let patch = JSONPatch.diff(from: before, to: after)
        try claim(patch.isEmpty == (before == after), "equal documents differ, or others do not")
        try claim(applied(patch, to: before) == after, "the difference of two documents does not lead to the second")
        let again = read { () throws(JSONPatchError) in try JSONPatch(patch.json) }
        try claim(again == patch, "a patch in its JSON form is read as another")
    }
    guard documents.count == 3,
        let patch = read({ () throws(JSONPatchError) in try JSONPatch(documents[2]) })
    else { return }
    let again = read { () throws(JSONPatchError) in try JSONPatch(patch.json) }
    try claim(again == patch, "a patch in its JSON form is read as another")
    guard let outcome = applied(patch, to: old, limits: limits) else { return }
    try claim(size(outcome) <= limits.maximumValues, "a patched document has more values than allowed")
    try claim(depth(outcome) <= limits.maximumDepth, "a patched document nests deeper than allowed")
    try claim(applied(JSONPatch([.test(JSONPointer(), outcome)]), to: outcome) == outcome, "a document is not itself")
    // What is undone is what was.
    let back = JSONPatch.diff(from: outcome, to: old)
    try claim(applied(back, to: outcome) == old, "a patch cannot be undone")
}

private let limits = JSONLimits(maximumDepth: 24, maximumValues: 2000)

private func applied(_ patch: JSONPatch, to document: JSON, limits: JSONLimits = .default) -> JSON? {
    read { () throws(JSONPatchError) in try patch.apply(to: document, limits: limits) }
}

private func checkPointer(_ text: String) throws(Finding) {
    guard let pointer = JSONPointer(text) else { return }
    try claim(pointer.description.bytes == text.bytes, "a pointer is written in another way")
    try claim(JSONPointer(pointer.description) == pointer, "a pointer that is written is read as another")
    let expected = text.utf8.count { $0 == UInt8(ascii: "/") }
    try claim(pointer.tokens.count == expected, "a pointer has not as many steps as slashes")
}

private func size(_ value: JSON) -> Int {
    switch value {
    case .array(let elements): elements.reduce(1) { $0 + size($1) }
    case .object(let object): object.members.reduce(1) { $0 + size($1.value) }
    default: 1
    }
}

private func depth(_ value: JSON) -> Int {
    switch value {
    case .array(let elements): 1 + (elements.map(depth).max() ?? 0)
    case .object(let object): 1 + (object.members.map { depth($0.value) }.max() ?? 0)
    default: 0
    }
}
