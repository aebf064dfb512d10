import RandomData
import Testing

@testable import HTTP

@Suite("Reading requests")
struct RequestReaderTests {
    @Test func `takes a head apart`() {
        let outcomes = read("GET /a/b?c=d HTTP/1.1\r\nHost: example.org:8080\r\nX-Y:  z \t\r\n\r\n")
        #expect(
            outcomes == [
                .request(
                    line: "GET /a/b c=d example.org:8080 http11",
                    fields: ["host: example.org:8080", "x-y: z"],
                    persistent: true,
                    awaits: false
                ),
                .end,
            ]
        )
    }

    @Test func `turns an absolute form into a path, and its authority wins over Host`() {
        let outcomes = read("GET HTTP://b:80?x=1 HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(
            outcomes.first
                == .request(line: "GET / x=1 b:80 http11", fields: ["host: a"], persistent: true, awaits: false)
        )
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n", false),
        ("GET / HTTP/1.0\r\n\r\n", false),
        ("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true),
        ("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", false),
    ])
    func `knows whether the client keeps the connection`(_ text: String, _ expected: Bool) throws {
        guard case .request(_, _, let persistent, _)? = read(text).first else {
            Issue.record("not a request")
            return
        }
        #expect(persistent == expected)
    }

    @Test func `joins the pieces of a body in chunks`() {
        let outcomes = read(
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-Continue\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nT: u\r\n\r\n"
        )
        #expect(outcomes.dropFirst() == [.body([UInt8]("abc0123456789".utf8)), .end])
        guard case .request(_, _, _, let awaits)? = outcomes.first else {
            Issue.record("not a request")
            return
        }
        #expect(awaits)
    }

    @Test(arguments: WireCase.malformed) func `refuses`(_ wire: WireCase) {
        #expect(refusal(wire.bytes) == wire.refusal)
    }

    @Test(arguments: WireCase.valid) func `accepts`(_ wire: WireCase) {
        let outcomes = read(wire.bytes)
        #expect(refusal(wire.bytes) == nil)
        #expect(outcomes.count { $0 == .end } == wire.requests)
        #expect(outcomes.last == .end)
    }

    @Test func `says which limit was passed`() {
        let limits = HeadLimits(bytes: 1024, fields: 3, target: 100)
        let long = String(repeating: "x", count: 101)
        #expect(refusedStatus("GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n", limits) == 414)
        #expect(refusedStatus("GET /\(long)\(long)", limits) == 414)
        #expect(refusedStatus("GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nB: c\r\nC: d\r\n\r\n", limits) == 431)
        #expect(refusedStatus("GET / HTTP/1.1\r\nA: " + String(repeating: long, count: 12), limits) == 431)
        #expect(refusedStatus("GET /\(long.dropLast()) HTTP/1.1\r\nHost: a\r\nA: b\r\nB: c\r\n\r\n", limits) == 414)
        #expect(refusedStatus("GET /\(long.dropLast(2)) HTTP/1.1\r\nHost: a\r\nA: b\r\nB: c\r\n\r\n", limits) == nil)
    }

    private func refusedStatus(_ text: String, _ limits: HeadLimits) -> Int? {
        guard case .refused(let violation)? = read(text, limits: limits).last else { return nil }
        return violation.status.code
    }

    @Test func `reads the same wherever the input is broken`() {
        var generator = SeededGenerator(seed: 7)
        for wire in WireCase.malformed + WireCase.valid {
            let whole = read(wire.bytes)
            for _ in 0..<12 {
                let count = Int.random(in: 1...6, using: &generator)
                let splits = (0..<count).map { _ in Int.random(in: 0...wire.bytes.count, using: &generator) }
                #expect(read(wire.bytes, splits: splits) == whole, "\(wire.name) broken at \(splits)")
            }
            guard wire.bytes.count < 200 else { continue }
            #expect(read(wire.bytes, splits: Array(1..<wire.bytes.count)) == whole, "\(wire.name) byte by byte")
        }
    }

    @Test func `survives damaged input, and reads it the same wherever it is broken`() {
        let seeds = (WireCase.valid + WireCase.malformed).filter { $0.bytes.count < 300 }.map(\.bytes)
        let bytes: [UInt8] = [0, 9, 10, 13, 32, 44, 48, 58, 59, 97, 127, 128, 255]
        var generator = SeededGenerator(seed: 42)
        for round in 0..<6000 {
            var input = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !input.isEmpty {
                let at = Int.random(in: 0..<input.count, using: &generator)
                let byte = bytes[Int.random(in: 0..<bytes.count, using: &generator)]
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: input[at] = byte
                case 1: input.insert(byte, at: at)
                case 2: input.remove(at: at)
                default: input += seeds[Int.random(in: 0..<seeds.count, using: &generator)].prefix(at)
                }
            }
            let split = Int.random(in: 0...input.count, using: &generator)
            #expect(read(input, splits: [split]) == read(input), "round \(round)")
        }
    }
}
