import Access
import Testing

@Suite("Durations of ISO 8601")
struct ISODurationTests {
    @Test(
        arguments: [
            ("P1D", Duration.seconds(86_400), "P1D"), ("PT8H", .seconds(28_800), "PT8H"),
            ("P1DT12H30M1.5S", .seconds(131_401.5), "P1DT12H30M1.5S"), ("P2W", .seconds(1_209_600), "P14D"),
            ("PT90M", .seconds(5400), "PT1H30M"), ("PT0S", .zero, "PT0S"),
            ("PT0.000001S", .microseconds(1), "PT0.000001S"),
        ]
    )
    func `are read, and written in their shortest form`(_ text: String, _ duration: Duration, _ shortest: String) {
        let read = ISODuration(text)
        #expect(read?.duration == duration)
        #expect(read?.description == shortest)
    }

    @Test(
        arguments: [
            "", "P", "PT", "P1", "1D", "P1H", "PT1D", "PT1S1M", "P1D1D", "P-1D", "-P1D", "P1.5D", "PT1.S", "PT.5S",
            "PT1..5S",
            "P1Y", "P1M", "P1DT", "p1d", "P99999999999D", "P1D ", "PT٣S", "P1,5D", "PT1e9S", "PTinfS",
        ]
    )
    func `in another form are refused`(_ text: String) {
        #expect(ISODuration(text) == nil)
    }

    @Test(arguments: [
        ("a", true), ("ci-2", true), ("", false), ("-a", false), ("a-", false), ("a--b", false), ("A", false),
        ("ü", false),
    ])
    func `beside them, names of tokens have one form`(_ name: String, _ isName: Bool) {
        #expect(ServiceAccount.isName(name) == isName)
        #expect(!ServiceAccount.isName(String(repeating: "a", count: 64)))
    }
}
