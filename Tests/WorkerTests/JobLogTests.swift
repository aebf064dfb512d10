import Expressions
import JSON
import Synchronization
import Testing
import WorkerProtocol

@testable import Worker

@Suite("The log of a job")
struct JobLogTests {
    @Test func `lets no more lines through than may be in a second, and in all`() {
        var limits = JobLogLimits()
        (limits.maximumLinesPerSecond, limits.maximumLines) = (3, 5)
        var gate = JobLogGate(limits)
        let first = (0..<4).map { gate.admits(1, at: 1000 + $0) }
        let second = (0..<3).map { gate.admits(1, at: 2000 + $0) }
        #expect(first == [true, true, true, false])
        #expect(second == [true, true, false])
        #expect(gate.leftOut == 2)
    }

    @Test func `lets no more bytes through than may be`() {
        var limits = JobLogLimits()
        limits.maximumBytes = 10
        var gate = JobLogGate(limits)
        let admitted = [6, 5, 4].map { gate.admits($0, at: 0) }
        #expect(admitted == [true, false, true])
    }

    @Test func `says what was left out`() async throws {
        var configuration = WorkerConfiguration()
        configuration.log.maximumLinesPerSecond = 2
        let fixture = try WorkerFixture(configuration)
        let (_, lines) = await fixture.run(WorkerFixture.job("log.Log", ["message": ["a", "b", "c", "d"]]))
        #expect(lines.map(\.message).dropLast() == ["a", "b"])
        #expect(lines.last?.level == .warn)
        #expect(lines.last?.message.hasPrefix("2 lines were left out: a task may write 2 lines a second") == true)
    }

    @Test func `cuts long lines, but no character and no secret`() async throws {
        var configuration = WorkerConfiguration()
        configuration.log.maximumLineBytes = 11
        let fixture = try WorkerFixture(configuration)
        let variables = JobVariables(["key": "tigertiger"], secretPaths: [["key"]])
        let job = WorkerFixture.job("log.Log", ["message": ["ééééééé", "12345tigertiger"]], variables: variables)
        let (_, lines) = await fixture.run(job)
        #expect(lines.map(\.message) == ["ééééé… (14 bytes)", "12345******… (13 bytes)"])
    }

    @Test(arguments: JobLogLevel.allCases)
    func `keeps what matters at least as much as asked`(_ least: JobLogLevel) async throws {
        let fixture = try WorkerFixture()
        for (number, level) in JobLogLevel.allCases.enumerated() {
            let job = WorkerFixture.job(
                "log.Log",
                ["message": "x", "level": .string(level.rawValue)],
                number: Int32(number),
                logLevel: least.rawValue
            )
            #expect(await fixture.run(job).lines.count == (level >= least ? 1 : 0))
        }
    }
}
