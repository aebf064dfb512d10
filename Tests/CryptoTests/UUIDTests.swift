import Testing

@testable import Crypto

@Suite("Identifiers of 128 bits")
struct UUIDTests {
    @Test func `text and bytes name the same identifier`() throws {
        let text = "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
        let identifier = try #require(UUID(text))
        #expect(identifier.description == text)
        #expect(UUID(text.uppercased()) == identifier)
        #expect(UUID(bytes: identifier.bytes) == identifier)
        #expect(Hex.encode(identifier.bytes) == text.filter { $0 != "-" })
        #expect(identifier.version == 7)
        #expect(identifier.milliseconds == 1_645_557_742_000)
        for _ in 0..<200 {
            let random = UUID.v4()
            #expect(UUID(random.description) == random)
        }
    }

    @Test(arguments: [
        "", "017f22e279b07cc398c4dc0c0c07398f", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
        "017f22e2-79b0-7cc3-98c4dc-0c0c07398f", "017f22e2_79b0-7cc3-98c4-dc0c0c07398f",
        "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "0-7f22e2-79b0-7cc3-98c4-dc0c0c07398f",
    ])
    func `damaged text`(text: String) {
        #expect(UUID(text) == nil)
    }

    @Test func `sixteen bytes and no other number`() {
        #expect(UUID(bytes: Random.bytes(15)) == nil)
        #expect(UUID(bytes: Random.bytes(17)) == nil)
        #expect(UUID(bytes: Array(repeating: 0, count: 16)) == .zero)
    }

    @Test func `random identifiers carry version and variant`() {
        let all = (0..<500).map { _ in UUID.v4() }
        #expect(Set(all).count == 500)
        #expect(all.allSatisfy { $0.version == 4 && $0.low >> 62 == 0b10 && $0.milliseconds == nil })
    }

    @Test func `identifiers made in a row rise, on many threads too`() async {
        let all = (0..<20_000).map { _ in UUID.v7() }
        #expect(isRising(all))
        #expect(all.allSatisfy { $0.version == 7 && $0.low >> 62 == 0b10 })
        let parts = await withTaskGroup(of: [UUID].self, returning: [[UUID]].self) { group in
            for _ in 0..<4 { group.addTask { (0..<2_000).map { _ in UUID.v7() } } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(parts.allSatisfy(isRising))
        #expect(Set(parts.joined()).count == 8_000)
    }

    @Test func `more than fit into a millisecond borrow from the next`() {
        var generator = UUIDGenerator()
        let all = (0..<10_000).map { generator.next(at: 5_000, random: (0x7ff, UInt64($0))) }
        #expect(isRising(all))
        #expect(all.first?.milliseconds == 5_000)
        #expect(all.last?.milliseconds == 5_004)
        let later = generator.next(at: 5_002, random: (0, 0))
        #expect(all.allSatisfy { $0 < later })
        #expect(generator.next(at: 6_000, random: (0, 0)).milliseconds == 6_000)
    }

    @Test func `a clock set back a little does not disturb the order, set back far it is followed`() {
        var generator = UUIDGenerator()
        let first = generator.next(onClock: 1_000_000, random: (0, .max))
        let second = generator.next(onClock: 995_000, random: (0, 0))
        #expect(first < second)
        #expect(second.milliseconds == 1_000_000)
        #expect(generator.next(onClock: 900_000, random: (0, 0)).milliseconds == 900_000)
    }

    @Test func `a given time is kept`() {
        #expect(UUID.v7(at: 0).milliseconds == 0)
        #expect(UUID.v7(at: 1_645_557_742_000).milliseconds == 1_645_557_742_000)
    }

    private func isRising(_ identifiers: [UUID]) -> Bool {
        zip(identifiers, identifiers.dropFirst()).allSatisfy(<)
    }
}
