import Expressions
import JSON
import Synchronization
import Testbed
import Testing

@testable import Sandbox

@Suite("Processes of jq", .serialized)
struct JQProcessesTests {
    /// Processes for the length of a test.
    private final class Pool: Sendable {
        let processes: JQProcesses

        init(count: Int = 2, time: Duration = .seconds(20), outputLimit: Int = 8 << 20) throws {
            processes = try JQProcesses(path: BuiltProgram.path, count: count, time: time, outputLimit: outputLimit)
        }

        deinit { processes.shutdown() }
    }

    /// The failure of a program.
    private func failure(_ program: String, _ input: String = "null", in pool: Pool) async -> ExpressionError? {
        do {
            _ = try await pool.processes.run(program, input)
            return nil
        } catch {
            return error as? ExpressionError
        }
    }

    @Test(
        arguments: [
            (".[]", "[1,\"é\",{\"a\":[]}]", ["1", "\"é\"", "{\"a\":[]}"]), ("empty", "1", []),
            ("def f(x): x * 2; [range(4) | f(.)]", "null", ["[0,2,4,6]"]),
            ("[limit(3; repeat(1))]", "null", ["[1,1,1]"]),
            ("[.[] | until(. > 100; . * 2)]", "[3]", ["[192]"]),
            ("gsub(\"\\\\d+\"; \"#\")", "\"a1b22\"", ["\"a#b#\""]), ("now | type", "null", ["\"number\""]),
        ] as [(String, String, [String])]
    )
    func `run what is bounded by the process alone`(_ program: String, _ input: String, _ results: [String])
        async throws
    {
        let pool = try Pool()
        #expect(try await pool.processes.run(program, input) == results)
    }

    @Test func `say why a program fails`() async throws {
        let pool = try Pool()
        #expect(await failure("error(\"no\")", in: pool)?.reason == "jq failed: no")
        #expect(await failure("..[", in: pool)?.reason == "the jq program `..[` is malformed")
        #expect(await failure(".", "{", in: pool)?.reason == "the input of jq is no JSON")
        // A program that fails costs no process.
        #expect(pool.processes.idleCount == 1)
    }

    @Test(arguments: [
        "def f: f; f", "def f: 1 + f; f", "[limit(1; repeat(empty))]", "last(range(1e12))", "[while(true; .)] | length",
        "until(false; .)",
    ])
    func `stop a program that does not end`(_ program: String) async throws {
        let pool = try Pool(time: .milliseconds(500))
        // The process is started first, for that has a time of its own.
        #expect(try await pool.processes.run("1") == ["1"])
        let start = ContinuousClock.now
        #expect(await failure(program, in: pool)?.kind == .limit)
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(pool.processes.idleCount == 0)
        #expect(try await pool.processes.run("2") == ["2"])
    }

    @Test(arguments: [
        "[range(1e9)] | length", "reduce range(1e6) as $i (\"x\"; . + .) | length", "\"x\" * 1e9 | length",
        ".[1e9] = 1", "reduce range(1e7) as $i (null; [.]) | length", "def f: [f, f]; f",
    ])
    func `end a program that takes too much memory, and nobody else`(_ program: String) async throws {
        let pool = try Pool(time: .seconds(60))
        let error = await failure(program, in: pool)
        #expect(error?.reason == "the jq program takes more than 256 MiB, or what libjq cannot do")
        #expect(try await pool.processes.run("2") == ["2"])
    }

    @Test func `refuse results that are too large`() async throws {
        let pool = try Pool(outputLimit: 10_000)
        let error = await failure("\"x\" * 20000", in: pool)
        #expect(error?.reason == "the results of jq are longer than 10000 bytes")
        #expect(await failure("range(20000)", in: pool)?.kind == .limit)
        #expect(try await pool.processes.run("\"x\" * 9000 | length") == ["9000"])
    }

    @Test func `run programs of another owner beside one that hangs`() async throws {
        let pool = try Pool(count: 2, time: .seconds(3))
        _ = try await pool.processes.run("1")
        let isDone = Mutex(false)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { _ = try? await pool.processes.run("def f: f; f", for: "greedy") }
            }
            let result = try? await pool.processes.run("2", for: "other")
            #expect(result == ["2"])
            #expect(!isDone.withLock { $0 })
            group.cancelAll()
        }
        isDone.withLock { $0 = true }
    }

    @Test func `use a process again`() async throws {
        let pool = try Pool(count: 1)
        for number in 0..<50 { #expect(try await pool.processes.run("\(number)") == ["\(number)"]) }
        #expect(pool.processes.idleCount == 1)
    }

    @Test func `refuse everything once they are shut down, and where there is no program`() async throws {
        let pool = try Pool()
        pool.processes.shutdown()
        #expect(await failure(".", in: pool)?.kind == .unavailable)
        let none = try JQProcesses(path: "/nonexistent")
        await #expect {
            try await none.run(".")
        } throws: { error in
            (error as? ExpressionError)?.reason == "jq cannot be started"
        }
        none.shutdown()
    }
}

@Suite("Frames of jq")
struct JQFrameTests {
    @Test func `hold results, and why there are none`() throws {
        for results in [[], [""], ["1", "\"é\"", ""]] as [[String]] {
            let bytes = JQFrame.answer(results)
            #expect(JQFrame.number(bytes[1..<5]) == bytes.count - JQFrame.answerHead)
            #expect(try JQFrame.read(bytes[0], Array(bytes[5...]))?.get() == results)
        }
        let error = JQFrame.answer(ExpressionError(.limit, "too much"))
        #expect(throws: ExpressionError(.limit, "too much", name: "jq")) {
            try JQFrame.read(error[0], Array(error[5...]))?.get()
        }
    }

    @Test(
        arguments: [
            (0, [1]), (0, [1, 0, 0, 0]), (0, [255, 255, 255, 255, 1]), (3, []), (0, [0, 0, 0, 0, 1]),
        ] as [(UInt8, [UInt8])]
    )
    func `are refused if they are damaged`(_ status: UInt8, _ body: [UInt8]) {
        #expect(JQFrame.read(status, body) == nil)
    }
}
