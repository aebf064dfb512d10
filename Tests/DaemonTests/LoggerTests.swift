import Daemon
import JSON
import Testing

@Suite("Log lines are JSON with a constant message")
struct LoggerTests {
    let sink = LineSink()

    @Test func `a line has time, level, message and metadata in order`() {
        Logger.test(sink).info(
            "shard leased",
            [
                "shard.id": 7, "held": Duration.milliseconds(1500), "by": "executor", "late": false,
                "until": Instant(seconds: 0),
            ]
        )
        #expect(
            sink.lines == [
                #"{"ts":"2026-11-21T06:00:00.250Z","level":"info","message":"shard leased","shard.id":7,"held":1.5,"#
                    + #""by":"executor","late":false,"until":"1970-01-01T00:00:00Z"}"# + "\n"
            ]
        )
    }

    @Test func `values cannot leave their line`() throws {
        let text = "a\"b\\c\nd\u{1}\r\u{2028}é\u{1F600}\u{7f}"
        Logger.test(sink).error("refused", ["text": text, "list": [text, "x"]])
        let line = try #require(sink.lines.first)
        #expect(line.utf8.filter { $0 == UInt8(ascii: "\n") }.count == 1)
        let json = try JSON(parsing: Array(line.utf8.dropLast()))
        #expect(json["text"]?.string == text)
        #expect(json["list"]?.array?.first?.string == text)
    }

    @Test func `secrets are never written`() {
        struct Wrapper { let password = Secret("hunter2") }
        let secret = Secret("hunter2")
        Logger.test(sink).critical("login", ["password": secret, "text": "\(secret)", "list": [secret]])
        #expect(sink.lines.first?.contains("hunter2") == false)
        #expect(sink.lines.first?.contains("<redacted>") == true)
        var dumped = ""
        dump(Wrapper(), to: &dumped)
        dumped += "\(Wrapper())" + String(reflecting: Wrapper()) + String(describing: Optional(secret))
        #expect(!dumped.contains("hunter2"))
        #expect(secret.reveal() == "hunter2")
    }

    @Test func `a child's lines have its metadata as well`() {
        let parent = Logger.test(sink)
        let child = parent.with(["request.id": "r1"]).with(["tenant": "acme"])
        child.debug("begun", ["n": 1])
        parent.debug("other")
        #expect(sink.lines.first?.contains(#""message":"begun","request.id":"r1","tenant":"acme","n":1}"#) == true)
        #expect(sink.lines.last?.contains("request.id") == false)
    }

    @Test(arguments: LogLevel.allCases) func `lines below the level are not computed`(level: LogLevel) {
        let logger = Logger.test(sink, level: level)
        var computed = 0
        func count() -> Int {
            computed += 1
            return computed
        }
        logger.trace("m", ["n": count()])
        logger.debug("m", ["n": count()])
        logger.info("m", ["n": count()])
        logger.warning("m", ["n": count()])
        logger.error("m", ["n": count()])
        logger.critical("m", ["n": count()])
        let expected = LogLevel.allCases.filter { $0 >= level }
        #expect(computed == expected.count)
        #expect(sink.lines.count == expected.count)
        #expect(zip(sink.lines, expected).allSatisfy { $0.contains("\"level\":\"\($1.rawValue)\"") })
    }

    @Test func `a level changed reaches the children`() {
        let parent = Logger.test(sink, level: .error)
        let child = parent.with(["a": 1])
        child.info("unseen")
        parent.setLevel(.info)
        child.info("seen")
        #expect(sink.lines.count == 1)
        Logger.silent.critical("nowhere")
    }

    @Test func `long text is cut`() throws {
        Logger.test(sink).info("long", ["text": String(repeating: "é", count: 100_000), "none": String?.none])
        let line = try #require(sink.lines.first)
        #expect(line.utf8.count < Logger.longestText + 200)
        let json = try JSON(parsing: Array(line.utf8.dropLast()))
        #expect(json["text"]?.string?.hasSuffix("é…") == true)
        #expect(json["none"] == .null)
    }
}
