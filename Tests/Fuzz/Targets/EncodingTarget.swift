@testable import Audit
@testable import Crypto
@testable import Daemon

/// Base 16, 62 and 64, UUIDs, the cursors of audit logs, and password hashes.
///
/// Bytes are read back as they were written; a text that is read is the one text that stands for its bytes.
let encodingTarget = FuzzTarget(name: "encoding") { input in
    try checkBytes(Array(input.prefix(96)))
    try checkText(input.text)
}

private func checkBytes(_ bytes: [UInt8]) throws(Finding) {
    try claim(Base64.decode(Base64.encode(bytes)) == bytes, "base 64 is read back as other bytes")
    try claim(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "base 64 for addresses is read back as other bytes")
    try claim(Hex.decode(Hex.encode(bytes)) == bytes, "base 16 is read back as other bytes")
    let short = Array(bytes.prefix(24))
    let text = Base62.encode(short)
    try claim(text.utf8.count == Base62.width(ofBytes: short.count), "base 62 has another width")
    try claim(Base62.decode(text, count: short.count) == short, "base 62 is read back as other bytes")
    guard bytes.count >= 32, let id = UUID(bytes: Array(bytes[..<16])), let other = UUID(bytes: Array(bytes[16..<32]))
    else { return }
    try claim(UUID(id.description) == id && UUID(id.description.uppercased()) == id, "a UUID is read back as another")
    try claim((id < other) == bytes[..<16].lexicographicallyPrecedes(bytes[16..<32]), "UUIDs have another order")
    try claim((id < other) == (id.description < other.description), "UUIDs have another order than their texts")
    try claim(
        (id < other) == (Base62.encode(id.bytes) < Base62.encode(other.bytes)),
        "base 62 has another order than its bytes"
    )
    let microseconds = bytes[16..<24].reduce(0) { $0 << 8 | Int64($1) }
    let cursor = AuditCursor(occurredAt: Instant(microseconds: microseconds), id: id)
    try claim(AuditCursor(cursor.description) == cursor, "a cursor is read back as another")
}

private func checkText(_ text: String) throws(Finding) {
    if let bytes = Base64.decode(text) { try claim(Base64.encode(bytes) == text, "base 64 has two forms") }
    if let bytes = Base64URL.decode(text) {
        try claim(Base64URL.encode(bytes) == text, "base 64 for addresses has two forms")
    }
    if let bytes = Hex.decode(text) { try claim(Hex.encode(bytes) == text.lowercased(), "base 16 has two forms") }
    for count in [0, 1, 4, 16, 24] {
        if let bytes = Base62.decode(text, count: count) {
            try claim(bytes.count == count && Base62.encode(bytes) == text, "base 62 has two forms")
        }
    }
    if let id = UUID(text) { try claim(id.description == text.lowercased(), "a UUID has two forms") }
    if let cursor = AuditCursor(text) { try claim(cursor.description == text, "a cursor has two forms") }
    if let hash = PasswordHash(text) { try claim(hash.description == text, "a password hash has two forms") }
}
