import RandomData

/// Changes, inserts, removes or repeats a little of a document.
func damage(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
    let telling: [UInt8] = Array("{}[]\",:\\u0-+.eE \n\tdDt".utf8) + [0, 0x7F, 0x80, 0xC3, 0xED, 0xF4, 0xFF]
    let position = Int.random(in: 0...bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0 where position < bytes.count: bytes[position] = telling.randomElement(using: &random) ?? 0
    case 1 where position < bytes.count: bytes.remove(at: position)
    case 2: bytes.removeLast(min(bytes.count, Int.random(in: 0..<4, using: &random)))
    case 3:
        bytes.insert(contentsOf: bytes.prefix(position).suffix(Int.random(in: 0..<16, using: &random)), at: position)
    default: bytes.insert(telling.randomElement(using: &random) ?? 0, at: position)
    }
}
