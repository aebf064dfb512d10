import Flows
import RandomData
import Testing

@Suite("Durations")
struct FlowDurationTests {
    @Test(arguments: [
        ("PT5M30S", 330), ("P1D", 86_400), ("P1W", 604_800), ("P1W2DT3H4M5S", 788_645), ("PT0S", 0), ("pt1h", 3600),
        ("-PT5S", -5), ("PT-5S", -5), ("-PT-5S", 5), ("+P1D", 86_400), ("PT1H-30M", 1800), ("PT36H", 129_600),
        ("P0D", 0), ("PT007S", 7),
    ])
    func `reads units of fixed length`(_ text: String, _ seconds: Int) throws {
        #expect(try FlowDuration(parsing: text).duration == .seconds(seconds))
    }

    @Test(arguments: [
        ("PT0.5S", Duration.milliseconds(500)), ("PT0,25S", .milliseconds(250)),
        ("PT1.000000001S", .nanoseconds(1_000_000_001)),
        ("-PT0.5S", .milliseconds(-500)), ("PT-0.5S", .milliseconds(-500)),
    ])
    func `reads fractions of seconds`(_ text: String, _ duration: Duration) throws {
        #expect(try FlowDuration(parsing: text).duration == duration)
    }

    @Test(arguments: [
        "", "P", "PT", "P1", "1D", "PT5", "PT5M5M", "PT5S5M", "P1DT", "PT1D", "P1H", "PT1.5M", "P0.5D", "PT.5S",
        "PT1.S",
        "PT1.1234567890S", "P1D ", " P1D", "P1DX", "PTS", "P--1D", "PT1H30", "5 minutes", "PT５S", "P1T5S", "\u{0}",
        "P1D\n", String(repeating: "P", count: 100),
    ])
    func `refuses another form`(_ text: String) {
        #expect(throws: FlowValueError("expected a duration of ISO 8601, as in `PT5M30S` or `P1D`")) {
            try FlowDuration(parsing: text)
        }
    }

    @Test(arguments: ["P1Y", "P1M", "P1Y2M3D", "P2M"]) func `says why there are no years and months`(_ text: String) {
        let error = #expect(throws: FlowValueError.self) { try FlowDuration(parsing: text) }
        #expect(error?.description.contains("no fixed length") == true)
    }

    @Test(arguments: [
        "P99999999999999999999D", "P9223372036854775807W", "PT9223372036854775807S", "P3652500000D", "-P3652500000D",
    ])
    func `refuses what is too long without overflowing`(_ text: String) {
        #expect(FlowDuration(text) == nil)
    }

    @Test(arguments: [
        ("PT90S", "PT1M30S"), ("PT24H", "P1D"), ("P1W", "P7D"), ("PT0.500S", "PT0.5S"), ("-PT90S", "-PT1M30S"),
        ("P1DT0H", "P1D"), ("PT0S", "PT0S"), ("PT25H0.000000001S", "P1DT1H0.000000001S"),
    ])
    func `writes the shortest form`(_ text: String, _ shortest: String) throws {
        #expect(try FlowDuration(parsing: text).description == shortest)
    }

    @Test(arguments: 0..<200) func `reads back what it wrote`(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let seconds = Int64.random(in: -315_000_000_000...315_000_000_000, using: &random)
            let nanoseconds =
                Bool.random(using: &random) ? 0 : Int64.random(in: -999_999_999...999_999_999, using: &random)
            let duration = FlowDuration(.seconds(seconds) + .nanoseconds(nanoseconds))
            #expect(try FlowDuration(parsing: duration.description) == duration)
        }
    }

    @Test(arguments: 0..<200) func `survives damaged text`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let telling = Array("PTWDHMS0123456789.,+-Yé \u{0}".unicodeScalars)
        for _ in 0..<50 {
            var text = Array("P1W2DT3H4M5.6S".unicodeScalars)
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let position = Int.random(in: 0...text.count, using: &random)
                text.insert(telling.randomElement(using: &random) ?? "P", at: position)
                text.remove(at: Int.random(in: text.indices, using: &random))
            }
            var damaged = ""
            damaged.unicodeScalars.append(contentsOf: text)
            // Either refused, or read as something that is stable from then on.
            if let duration = FlowDuration(damaged) {
                #expect(FlowDuration(duration.description) == duration)
            }
        }
    }
}
