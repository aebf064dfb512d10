import Flows
import RandomData
import Testing

@Suite("Dates and times without a zone")
struct LocalDateTimeTests {
    @Test(arguments: ["2026-11-30", "0000-01-01", "9999-12-31", "2024-02-29", "2000-02-29"])
    func `reads and writes dates`(_ text: String) {
        #expect(LocalDate(text)?.description == text)
    }

    @Test(arguments: [
        "", "2026-11-31", "2023-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "26-01-01", "2026-1-1",
        "2026/01/01", "2026-01-01T00:00:00Z", "+2026-01-01", "2026-01-01 ", "２026-01-01",
    ])
    func `refuses dates that are none`(_ text: String) {
        #expect(LocalDate(text) == nil)
    }

    @Test(arguments: [
        ("18:27", "18:27:00"), ("18:27:49", "18:27:49"), ("00:00:00.000", "00:00:00"),
        ("23:59:59.999999999", "23:59:59.999999999"),
        ("01:02:03.450", "01:02:03.45"),
    ])
    func `reads and writes times`(_ text: String, _ written: String) {
        #expect(LocalTime(text)?.description == written)
    }

    @Test(arguments: [
        "", "24:00", "12:60", "12:00:60", "1:00", "12", "12:00:", "12:00Z", "12:00:00.", "12:00:00.1234567890",
    ])
    func `refuses times that are none`(_ text: String) {
        #expect(LocalTime(text) == nil)
    }

    @Test(arguments: 0..<100) func `orders them as time passes`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func date() throws -> LocalDate {
            let parts = [
                Int.random(in: 1000...9999, using: &random), .random(in: 10...12, using: &random),
                .random(in: 10...28, using: &random),
            ]
            return try #require(LocalDate(parts.map { "\($0)" }.joined(separator: "-")))
        }
        let (first, second) = (try date(), try date())
        #expect((first < second) == (first.description < second.description))
    }
}
