import Testing

@testable import Worker

@Suite("Durations of tasks")
struct TaskDurationTests {
    @Test(arguments: [
        ("PT5M30S", 330_000), ("PT0.5S", 500), ("P1D", 86_400_000), ("P1W2DT3H4M5.006S", 788_645_006), ("pt1s", 1000),
        ("PT0S", 0), ("PT1,5S", 1500), ("P99999999999D", 315_360_000_000),
    ])
    func `are read`(_ text: String, _ milliseconds: Int64) {
        #expect(TaskDuration.read(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", "P", "PT", "5M", "PT5", "P1M", "P1Y", "PT1S1M",
        "PT-1S", "-PT1S", "PT1.5M", "P1DT", "PT1S ",
        "PT1.1234567890S", "PT1111111111111111S", "PTT1S",
    ])
    func `are refused`(_ text: String) {
        #expect(TaskDuration.read(text) == nil)
    }
}
