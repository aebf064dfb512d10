@testable import Crypto
@testable import Secrets
@testable import Tenancy

/// Names: of tenants, namespaces and secrets, permissions, and the proposals for mistyped names.
///
/// A name is accepted if a naive reader of its rule accepts it, and is kept as it was written. A namespace covers another if
/// its parts are the first of the other's. A proposal is one of the names there are.
let nameTarget = FuzzTarget(name: "name") { input in
    let lines = input.parts(separatedBy: 0x0A, most: 2).map(\.text)
    let text = lines[0]
    let bytes = text.bytes
    let slug = Tenant.Slug(text)
    let isSlug =
        (1...100).contains(bytes.count) && bytes.allSatisfy(isSlugByte) && bytes[0] != 0x5F && bytes[0] != 0x2D
    try claim((slug != nil) == isSlug, "the name of a tenant is wrongly accepted or refused")
    try claim(slug?.description.bytes ?? bytes == bytes, "the name of a tenant is kept as another")
    let key = SecretKey(text)
    let isKey =
        (1...255).contains(bytes.count) && bytes.allSatisfy { isWordByte($0) || $0 == 0x2E } && isAlphanumeric(bytes[0])
    try claim((key != nil) == isKey, "the key of a secret is wrongly accepted or refused")
    try claim(key?.description.bytes ?? bytes == bytes, "the key of a secret is kept as another")
    try checkPermission(text)
    try checkNamespace(text, lines.count == 2 ? lines[1] : text)
    if let near = NearestName.of(text, among: names) {
        try claim(names.contains(near), "a name is proposed that there is not")
        try claim(NearestName.of(near, among: names) == near, "a name is not the nearest to itself")
        try claim((1...64).contains(text.lowercased().utf8.count), "a long name is looked up")
    }
}

private let names = ["namespace", "name", "state", "labels", "startDate", "q"]

private func isAlphanumeric(_ byte: UInt8) -> Bool {
    byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
}

private func isWordByte(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == 0x5F || byte == 0x2D }

private func isSlugByte(_ byte: UInt8) -> Bool { isWordByte(byte) && !(0x41...0x5A).contains(byte) }

private func checkPermission(_ text: String) throws(Finding) {
    try claim(Permission(text) == permissions[text.bytes], "a permission is not the one of its name")
}

private let permissions = Dictionary(uniqueKeysWithValues: Permission.all.map { ($0.description.bytes, $0) })

private func checkNamespace(_ text: String, _ other: String) throws(Finding) {
    let parts = text.bytes.parts(separatedBy: 0x2E)
    let isName =
        (1...150).contains(text.utf8.count) && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(isWordByte) }
        && isAlphanumeric(text.bytes[0])
    let name = Namespace.Name(text)
    try claim((name != nil) == isName, "the name of a namespace is wrongly accepted or refused")
    guard let name else { return }
    try claim(name.description.bytes == text.bytes, "the name of a namespace is kept as another")
    try claim(name.lineage.count == parts.count && name.lineage.first == name, "a namespace has another lineage")
    for above in name.lineage {
        try claim(above.covers(name) && Namespace.Name(above.description) == above, "a namespace is not below its own")
        try claim(above == name || !name.covers(above), "a namespace covers what it is below")
    }
    guard let second = Namespace.Name(other) else { return }
    let isBelow = other.bytes.parts(separatedBy: 0x2E).starts(with: parts)
    try claim(name.covers(second) == isBelow, "a namespace covers another than those below it")
    try claim(second.lineage.contains(name) == isBelow, "a lineage holds another than what covers it")
}
