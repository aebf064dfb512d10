import Daemon
import JSON
import Testing

@Suite("Settings are read by precedence, and all that is wrong is told at once")
struct ConfigurationReaderTests {
    enum Mode: String, CaseIterable, Sendable { case fast, safe }

    private func messages(_ reader: ConfigurationReader) -> [String] {
        do {
            try reader.finish()
            return []
        } catch {
            return error.problems.map(\.message)
        }
    }

    @Test func `arguments come before the environment, the file and the default`() throws {
        var sources = ConfigurationSources()
        func read() throws -> (String, Setting.Source?) {
            var reader = ConfigurationReader(sources)
            let value = reader.string("server.name", "The name.", default: "default")
            try reader.finish()
            return (value, reader.settings.first?.source)
        }
        #expect(try read() == ("default", .standard))
        sources.file = ["server": ["name": "file"]]
        #expect(try read() == ("file", .file))
        sources.environment = ["REEVE_SERVER_NAME": "environment", "PATH": "/bin"]
        #expect(try read() == ("environment", .environment))
        sources.arguments = ["server.name": "argument"]
        #expect(try read() == ("argument", .argument))
    }

    @Test func `each kind is read from a file and from text`() throws {
        let file: JSON = [
            "a": [
                "integer": 7, "bool": true, "duration": "5m", "size": 2048, "path": "/x", "address": ":80",
                "mode": "safe",
                "list": ["x", "y"], "nothing": nil,
            ]
        ]
        let arguments = [
            "a.integer": "7", "a.bool": "true", "a.duration": "PT5M", "a.size": "2KiB", "a.path": "/x",
            "a.address": ":80",
            "a.mode": "safe", "a.list": "x, y",
        ]
        for sources in [ConfigurationSources(file: file), ConfigurationSources(arguments: arguments)] {
            var reader = ConfigurationReader(sources)
            #expect(reader.optional("a.nothing", "N.", .string) == nil)
            let integer = reader.integer("a.integer", "I.", default: 1, in: 1...9)
            let bool = reader.bool("a.bool", "B.", default: false)
            let duration = reader.duration("a.duration", "D.", default: .seconds(1))
            let size = reader.size("a.size", "S.", default: 1)
            let path = reader.path("a.path", "P.", default: "/")
            let address = reader.address("a.address", "A.", default: NetworkAddress(host: "h", port: 1))
            let mode = reader.choice("a.mode", "M.", default: Mode.fast)
            let list = reader.list("a.list", "L.")
            try reader.finish()
            #expect((integer, bool, duration, size, path) == (7, true, .seconds(300), 2048, "/x"))
            #expect(address == NetworkAddress(host: "", port: 80))
            #expect(mode == .safe)
            #expect(list == ["x", "y"])
        }
    }

    @Test func `all problems are told at once, each with its key and place`() {
        var reader = ConfigurationReader(
            ConfigurationSources(
                arguments: ["server.port": "70000", "server.prot": "1"],
                environment: ["REEVE_SERVER_GRACE": "soon", "REEVE_SERVER_GRACES": "1s", "REEVE_IGNORED": "x"],
                file: ["server": ["debug": "yes", "hots": "h", "mode": "slow", "tls": ["x": 1]], "other": 1]
            ),
            ignoredEnvironment: ["REEVE_IGNORED"]
        )
        #expect(reader.integer("server.port", "P.", default: 80, in: 1...65535) == 80)
        #expect(reader.duration("server.grace", "G.", default: .seconds(9)) == .seconds(9))
        #expect(reader.bool("server.debug", "D.", default: false) == false)
        #expect(reader.choice("server.mode", "M.", default: Mode.fast) == .fast)
        #expect(reader.required("server.host", "H.", .string) == nil)
        #expect(
            messages(reader) == [
                "`server.port` (argument): expected an integer from 1 to 65535, found `70000`",
                "`server.grace` (environment `REEVE_SERVER_GRACE`): expected a duration such as `30s`, from 0s to 366d, found `soon`",
                "`server.debug` (file): expected `true` or `false`, found `\"yes\"`",
                "`server.mode` (file): expected one of `fast`, `safe`, found `\"slow\"`",
                "`server.host` is missing, expected text",
                "`server.prot` (argument) is not a setting; did you mean `server.port`?",
                "`REEVE_SERVER_GRACES` (environment) is not a setting; did you mean `REEVE_SERVER_GRACE`?",
                "`server.hots` (file) is not a setting; did you mean `server.host`?",
                "`server.tls.x` (file) is not a setting",
                "`other` (file) is not a setting",
            ]
        )
    }

    @Test func `secrets are not echoed, and not taken from arguments`() throws {
        var reader = ConfigurationReader(
            ConfigurationSources(
                arguments: ["key": "hunter2"],
                environment: ["REEVE_NUMBER": "hunter2", "REEVE_TOKEN_FILE": "/run/token", "REEVE_LOST_FILE": "/none"],
                file: ["password": "hunter2", "wrong": ["hunter2"]],
                readFile: { $0 == "/run/token" ? "hunter3\n" : nil }
            )
        )
        #expect(reader.secret("key", "K.") == nil)
        #expect(reader.secret("password", "P.")?.reveal() == "hunter2")
        #expect(reader.secret("token", "T.")?.reveal() == "hunter3")
        #expect(reader.secret("lost", "L.") == nil)
        #expect(reader.secret("wrong", "W.") == nil)
        _ = reader.optional("number", "N.", .secret(.integer(in: 0...1)))
        #expect(
            messages(reader) == [
                "`key` is secret and cannot be an argument, use the environment or the file",
                "the file of `REEVE_LOST_FILE` cannot be read",
                "`wrong` (file): expected text, found something else",
                "`number` (environment `REEVE_NUMBER`): expected an integer from 0 to 1, found something else",
            ]
        )
        #expect(!"\(reader.settings)\(reader.reference())".contains("hunter"))
        #expect(reader.settings.map(\.value) == [nil, "<redacted>", "<redacted>", nil, nil, nil])
    }

    @Test func `names in the environment follow the key`() {
        #expect(Setting.environmentName(of: "server.listen") == "REEVE_SERVER_LISTEN")
        #expect(Setting.environmentName(of: "server.maxBody-size") == "REEVE_SERVER_MAX_BODY_SIZE")
    }

    @Test func `the reference lists what was asked for, not what is in force`() {
        var reader = ConfigurationReader(ConfigurationSources(arguments: ["b.size": "1KiB"]))
        _ = reader.size("b.size", "The size | bound.", default: 16 << 20)
        _ = reader.size("b.size", "Asked again.", default: 16 << 20)
        _ = reader.secret("a.key", "The key.")
        _ = reader.required("c", "See.", .string)
        #expect(
            reader.reference() == """
                | Key | Type | Default | Environment | Secret | Meaning |
                |---|---|---|---|---|---|
                | `a.key` | text | none | `REEVE_A_KEY` | yes | The key. |
                | `b.size` | a size such as `16MiB`, from 0B to 1024TiB | `16MiB` | `REEVE_B_SIZE` | no | The size \\| bound. |
                | `c` | text | required | `REEVE_C` | no | See. |

                """
        )
        #expect(reader.settings.first?.value == "1KiB")
    }

    @Test func `a file of another form is refused`() {
        for (file, message) in [
            ([1], "the configuration file is not an object"),
            (["a.b": 1], "`a.b` (file) has a dot in a name, nest its words instead"),
            (["a": 1], "`a` (file): expected an object"),
        ] as [(JSON, String)] {
            var reader = ConfigurationReader(ConfigurationSources(file: file))
            _ = reader.optional("a.b", "B.", .string)
            #expect(messages(reader) == [message])
        }
        var reader = ConfigurationReader(ConfigurationSources(file: ["a": nil]))
        _ = reader.optional("a.b", "B.", .string)
        #expect(messages(reader) == [])
    }
}
