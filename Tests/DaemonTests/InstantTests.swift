import Daemon
import Testing

@Suite("Points in time")
struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.5Z", -500_000),
        ("2000-02-29T12:30:00Z", 951_827_400_000_000),
        ("2026-11-21T08:00:00.123456+02:00", 1_795_240_800_123_456),
        ("2026-11-21t08:00:00.1234567z", 1_795_248_000_123_456),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
    ])
    func `are read by RFC 3339`(_ text: String, _ microseconds: Int64) {
        #expect(Instant(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T08:00Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-21T24:00:00Z",
        "2026-11-21T08:00:00", "2026-11-21T08:00:00.Z", "2026-11-21T08:00:00+2:00", "2026-11-21T08:00:00Z ", "x",
        "2026-11-31T00:00:00Z",
    ])
    func `are not read from another form`(_ text: String) {
        #expect(Instant(text) == nil)
    }

    @Test(arguments: [
        "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:00-00:01", "9999-12-31T23:59:60Z", "9999-12-31T23:59:59-23:59",
    ])
    func `are not read where UTC has no year of four digits for them`(_ text: String) {
        #expect(Instant(text) == nil)
    }

    @Test(arguments: ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z"])
    func `are read up to the first and the last year that is written`(_ text: String) {
        #expect(Instant(text)?.description == text)
    }

    @Test func `are read back as they were written`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let instant = Instant(
                microseconds: Int64.random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &generator)
            )
            #expect(Instant(instant.description) == instant)
        }
    }

    @Test func `have a fraction only where there is one`() {
        #expect(Instant(microseconds: 1_000_000).description == "1970-01-01T00:00:01Z")
        #expect(Instant(microseconds: 1_250_000).description == "1970-01-01T00:00:01.250Z")
        #expect(Instant(microseconds: 1_000_001).description == "1970-01-01T00:00:01.000001Z")
    }

    @Test func `are moved by a time and told apart by one`() {
        let instant = Instant(seconds: 100)
        #expect(instant + .milliseconds(1500) == Instant(microseconds: 101_500_000))
        #expect(instant - .seconds(200) == Instant(seconds: -100))
        #expect(Instant(seconds: 7) - Instant(seconds: 5) == .seconds(2))
        #expect(Instant(microseconds: .max) + .seconds(1) == Instant(microseconds: .max))
    }
}
