import Terminal
import Testing

@Suite("Reading a command line")
struct ParsingTests {
    private func invocation(_ line: String, _ environment: [String: String] = [:]) throws -> Invocation {
        let words = line.split(separator: " ").map { String($0) }
        guard case .run(_, let invocation) = try program.parse(words, environment: { environment[$0] }) else {
            throw Unforeseen()
        }
        return invocation
    }

    private func problem(_ line: String, _ environment: [String: String] = [:]) -> String {
        do {
            _ = try invocation(line, environment)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        "server --data x --threads 4 --verbose", "server --data=x --threads=4 --verbose=true", "server -d x -t 4 -v",
        "server -dx -t4 -v", "server -d=x -vt 4", "server -vqd x -t 4", "server -vt4 -dx",
    ])
    func `takes options in every spelling`(_ line: String) throws {
        let invocation = try invocation(line)
        #expect(invocation.path == ["reeve", "server"])
        #expect(invocation.text("data") == "x")
        #expect(invocation.integer("threads") == 4)
        #expect(invocation.flag("verbose"))
        #expect(invocation.source(of: "data") == .argument)
    }

    @Test func `takes arguments, options between them, and everything after two dashes`() throws {
        let mixed = try invocation("secret -n ns set key --tag a=1 file --tag b=2 --output json")
        #expect(mixed.path == ["reeve", "secret", "set"])
        #expect(mixed.text("key") == "key" && mixed.text("file") == "file" && mixed.text("namespace") == "ns")
        #expect(mixed.texts("tag") == ["a=1", "b=2"])
        #expect(mixed.format == .json)
        let terminated = try invocation("--output json secret set -- --key --help")
        #expect(terminated.text("key") == "--key" && terminated.text("file") == "--help")
        let numbers = try invocation("secret set -5 -")
        #expect(numbers.text("key") == "-5" && numbers.text("file") == "-")
        #expect(try invocation("secret set list").text("key") == "list")
        #expect(try invocation("check flow a b c").texts("file") == ["a", "b", "c"])
        #expect(try invocation("secret set k").text("file") == nil)
    }

    @Test func `prefers the command line to the environment to the default`() throws {
        let environment = ["REEVE_DATA": "e", "REEVE_THREADS": "8", "REEVE_VERBOSE": "yes", "REEVE_SERVER": ""]
        let all = try invocation("server", environment)
        #expect(all.text("data") == "e" && all.integer("threads") == 8 && all.flag("verbose"))
        #expect(all.source(of: "data") == .environment)
        #expect(all.text("server") == "http://localhost:8080")
        #expect(all.source(of: "server") == .defaultValue)
        let given = try invocation("server --data a --verbose=no -t 1", environment)
        #expect(given.text("data") == "a" && given.integer("threads") == 1 && !given.flag("verbose"))
        #expect(try invocation("server -d x").integer("threads") == 2)
        #expect(try invocation("secret list", ["REEVE_OUTPUT": "json"]).format == .json)
        #expect(try invocation("secret list").source(of: "namespace") == nil)
    }

    @Test(arguments: [
        ("", "expected a command after `reeve`"), ("secret", "expected a command after `reeve secret`"),
        ("sevrer", "unknown command `sevrer`; did you mean `server`?"), ("xyz", "unknown command `xyz`"),
        ("hepl", "unknown command `hepl`; did you mean `help`?"),
        ("help secret lst", "unknown command `lst`; did you mean `list`?"),
        ("secret lits", "unknown command `lits`; did you mean `list`?"),
        ("server --dta x", "unknown option `--dta`; did you mean `--data`?"),
        ("server --zzzzzz", "unknown option `--zzzzzz`"),
        ("server --versoin", "unknown option `--versoin`"),
        ("--versoin", "unknown option `--versoin`; did you mean `--version`?"),
        ("server --tag x", "unknown option `--tag`"), ("server -x", "unknown option `-x`"),
        ("server -data x", "unexpected argument `x`"),
        ("server --data", "`--data` needs a value"), ("server --data --verbose", "`--data` needs a value"),
        ("server --data --", "`--data` needs a value"), ("server -d", "`-d` needs a value"),
        ("server", "`--data` is required"), ("server -d x -d y", "`-d` is given twice"),
        ("server -d x --data y", "`--data` is given twice"), ("server -d x extra", "unexpected argument `extra`"),
        ("server -d x -t 0", "`-t`: expected a whole number from 1 to 64, found `0`"),
        ("server -d x -t x", "`-t`: expected a whole number from 1 to 64, found `x`"),
        ("server -d x --threads=", "`--threads`: expected a whole number from 1 to 64, found ``"),
        ("server -d x --verbose=maybe", "`--verbose`: expected true or false, found `maybe`"),
        ("secret list -o xml", "`-o`: expected one of `text`, `json`, found `xml`"),
        ("secret set", "`<key>` is required"), ("secret set a b c", "unexpected argument `c`"),
        ("check flow", "`<file>` is required"), ("check x y", "`<kind>`: expected one of `flow`, `policy`, found `x`"),
        ("completion", "`<shell>` is required"),
        ("completion tcsh", "`<shell>`: expected one of `bash`, `zsh`, `fish`, found `tcsh`"),
        ("secret \u{1B}[2J", "unknown command `\\u{1b}[2J`"),
    ])
    func `refuses`(_ line: String, _ message: String) {
        #expect(problem(line) == message)
    }

    @Test func `names the variable that is wrong`() {
        #expect(
            problem("server -d x", ["REEVE_THREADS": "many"])
                == "`REEVE_THREADS`: expected a whole number from 1 to 64, found `many`"
        )
        #expect(problem("server -d x", ["REEVE_VERBOSE": "2"]) == "`REEVE_VERBOSE`: expected true or false, found `2`")
    }

    @Test func `never traps, whatever the words`() {
        let words = [
            "server", "secret", "set", "--", "-", "--data", "-d", "-dv", "--data=", "=", "--=", "-t", "9", "-9",
            "--verbose=x", "-h",
            "help", "completion", "bash", "", "-=", "--version",
        ]
        var state: UInt64 = 7
        for _ in 0..<20_000 {
            var line: [String] = []
            for _ in 0..<5 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                line.append(words[Int(state >> 33) % words.count])
            }
            do throws(UsageError) {
                _ = try program.parse(line)
            } catch {
                #expect(error.path.first == "reeve" && !error.description.isEmpty)
            }
        }
    }
}
