import Foundation
import JSON
import Terminal
import Testing

@Suite("Running a program")
struct RunningTests {
    private func run(_ line: String, environment: [String: String] = [:]) async -> (code: ExitCode, Transcript) {
        let transcript = Transcript()
        let words = line.split(separator: " ").map { String($0) }
        let code = await program.run(words, environment: { environment[$0] }, console: transcript.console())
        return (code, transcript)
    }

    @Test func `writes results to standard output`() async {
        let (code, transcript) = await run("secret set k --tag a --tag b")
        #expect(code == .success)
        #expect(transcript.output == "k=[\"a\", \"b\"]\n")
        #expect(transcript.error == "")
    }

    @Test(arguments: [
        ("check flow f", ExitCode.configuration, "error: no\\u{1b}[31m good\n"),
        ("check flow f --output json", .configuration, #"{"error":{"code":78,"message":"no\u001b[31m good"}}"# + "\n"),
        ("fail", .internal, "error: Unforeseen()\n"), ("stop", .interrupted, ""),
        ("secret lits", .usage, "error: unknown command `lits`; did you mean `list`?\nsee `reeve secret --help`\n"),
    ])
    func `ends with the code of what went wrong`(_ line: String, _ expected: ExitCode, _ message: String) async {
        let (code, transcript) = await run(line)
        #expect(code == expected)
        #expect(transcript.error == message)
        #expect(transcript.output == "")
    }

    @Test func `shows its version and help at every level`() async {
        #expect(await run("--version").1.output == "reeve 1.2.3\n")
        let pages = ["help", "--help", "-h"]
        let roots = await pages.asyncMap { await run($0).1.output }
        #expect(Set(roots).count == 1 && roots[0].contains("\nCommands:\n  server") && roots[0].contains("--version"))
        let nested = [await run("help secret set").1.output, await run("secret set -h").1.output]
        #expect(Set(nested).count == 1 && nested[0].hasPrefix("Store a secret; it's not shown.\n"))
        let (code, transcript) = await run("server --data x --help --nonsense")
        #expect(code == .success)
        #expect(
            transcript.output == """
                Run the server.

                Usage: reeve server --data DIR [options]

                Runs every role in one process until it is told to stop, and stops within its
                grace. More is there.

                Options:
                  -d, --data DIR   The data folder (required)
                  -t, --threads N  Event loops (1 to 64; default: 2)
                  -v, --verbose    Log more
                  -q, --quick      Ask no questions
                  -h, --help       Show this help

                Options of every command:
                      --server URL        Where the server is (default: http://localhost:8080)
                  -o, --output text|json  Write results as text for people or JSON for programs
                                          (default: text)

                Environment:
                  REEVE_DATA     Stands for --data
                  REEVE_THREADS  Stands for --threads
                  REEVE_VERBOSE  Stands for --verbose
                  REEVE_SERVER   Stands for --server
                  REEVE_OUTPUT   Stands for --output

                Exit codes:
                  0    done
                  1    failed, or not so
                  64   the command line is wrong; nothing was done
                  65   an input file is wrong
                  69   the server or its database cannot be reached
                  70   an error of the program itself
                  75   a failure that may pass; try again
                  77   refused: not signed in, or a permission is missing
                  78   the configuration is wrong; nothing was done
                  130  stopped by Ctrl-C

                Examples:
                  # with everything in one folder
                  reeve server --data /var/lib/reeve

                """
        )
    }

    @Test(arguments: [
        ("reeve s", "server secret stop "), ("reeve secret ", "set list --namespace --server --output --help "),
        ("reeve secret set --t", "--tag "), ("reeve --output ", "text json "), ("reeve secret list -o j", "json "),
        ("reeve secret --namespace server li", "list "), ("reeve check ", "flow policy --server --output --help "),
        ("reeve server --data ", ""), ("reeve completion z", "zsh "),
    ])
    func `completes command lines in bash`(_ line: String, _ expected: String) async throws {
        let script = await run("completion bash").1.output
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        let probe = """
            set -eu
            \(script)
            COMP_WORDS=(\(words.map { "'\($0)'" }.joined(separator: " ")))
            COMP_CWORD=\(words.count - 1)
            _reeve || true
            for word in "${COMPREPLY[@]}"; do printf '%s ' "$word"; done
            """
        process.arguments = ["--norc", "-c", probe]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }

    @Test func `writes completions for zsh and fish`() async {
        let zsh = await run("completion zsh").1.output
        #expect(zsh.hasPrefix("#compdef reeve\n"))
        #expect(zsh.contains("            ('reeve secret set') level='reeve secret set' ;;\n"))
        #expect(zsh.contains("        ('reeve server:--data'|'reeve server:-d') _files; return ;;\n"))
        #expect(
            zsh.contains("        ('reeve secret:--output'|'reeve secret:-o') compadd -- 'text' 'json'; return ;;\n")
        )
        #expect(zsh.contains(#"'set:Store a secret; it'\''s not shown'"#))
        let fish = await run("completion fish").1.output
        #expect(
            fish.contains(
                "        case 'reeve server' 'reeve secret' 'reeve secret set' 'reeve secret list' 'reeve check'"
            )
        )
        #expect(fish.contains(#"complete -c reeve -n '__reeve_at "reeve"' -f -a 'server' -d 'Run the server'"#))
        #expect(fish.contains(#"-n '__reeve_at "reeve secret list"' -l output -s o -x -a 'text json' -d"#))
        #expect(fish.contains(#"-n '__reeve_at "reeve server"' -l data -s d -r -d 'The data folder'"#))
        #expect(fish.contains(#"-f -a 'flow policy' -d 'What they hold'"#))
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ transform: (Element) async -> Result) async -> [Result] {
        var results: [Result] = []
        for element in self {
            results.append(await transform(element))
        }
        return results
    }
}
