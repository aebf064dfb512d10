extension Program {
    /// Makes sense of a command line; nothing is carried out or written.
    ///
    /// Options may stand anywhere behind the command that declares them, values behind a space or `=`, letters
    /// together (`-ab`). After `--` everything is an argument. What the command line leaves open the environment says,
    /// then the default; an empty variable counts as none.
    ///
    /// - Parameters:
    ///   - arguments: The words after the program's name.
    ///   - environment: Looks an environment variable up.
    ///   - console: Where the command is going to write.
    /// - Returns: What is asked for.
    /// - Throws: `UsageError` with the first thing that is wrong.
    public func parse(
        _ arguments: [String],
        environment: (String) -> String? = { _ in nil },
        console: Console = .standard
    ) throws(UsageError) -> Action {
        var parsing = Parsing(commands: [root], words: arguments[...])
        while let word = parsing.words.popFirst() {
            if parsing.isTerminated || !word.isOption {
                if let help = try parsing.take(word, of: self) { return .print(help) }
            } else if word == "--" {
                parsing.isTerminated = true
            } else if word == "--help" || word == "-h" {
                return .print(help(for: parsing.commands))
            } else if word == "--version" && parsing.commands.count == 1 {
                return .print("\(root.name) \(version)\n")
            } else if word.hasPrefix("--") {
                try parsing.takeLong(word.dropFirst(2))
            } else {
                try parsing.takeLetters(word)
            }
        }
        let values = try parsing.complete(environment: environment)
        let invocation = Invocation(path: parsing.path, console: console, values: values)
        if parsing.path == [root.name, "completion"], let shell = Shell(rawValue: try invocation.require("shell")) {
            return .print(completions(for: shell))
        }
        return .run(parsing.command, invocation)
    }
}

/// A command line in the middle of being read.
private struct Parsing {
    /// The commands named so far, from the top.
    var commands: [Command]
    var words: ArraySlice<String>
    var isTerminated = false
    private var places: [String] = []
    private var given: [String: [String]] = [:]

    init(commands: [Command], words: ArraySlice<String>) {
        self.commands = commands
        self.words = words
    }

    var path: [String] { commands.map(\.name) }
    var command: Command { commands[commands.count - 1] }
    private var options: [CommandOption] { commands.reversed().flatMap(\.options) }

    func failure(_ problem: UsageError.Problem) -> UsageError {
        UsageError(path: path, problem)
    }

    /// Takes a word that is no option: a subcommand or an argument.
    ///
    /// Returns help if that is what it asks for.
    mutating func take(_ word: String, of program: Program) throws(UsageError) -> String? {
        if !isTerminated, places.isEmpty, !command.subcommands.isEmpty {
            if let next = command.subcommands.first(where: { $0.name == word }) {
                commands.append(next)
                return nil
            }
            if word == "help", commands.count == 1 {
                while let name = words.popFirst() {
                    guard let next = command.subcommands.first(where: { $0.name == name }) else { throw unknown(name) }
                    commands.append(next)
                }
                return program.help(for: commands)
            }
            guard !command.arguments.isEmpty else { throw unknown(word) }
        }
        guard places.count < command.arguments.count || command.arguments.last?.isRepeated == true else {
            throw command.subcommands.isEmpty ? failure(.unexpectedArgument(word)) : unknown(word)
        }
        places.append(word)
        return nil
    }

    private func unknown(_ name: String) -> UsageError {
        let names = command.subcommands.map(\.name) + (commands.count == 1 ? ["help"] : [])
        return failure(.unknownCommand(name, suggestion: suggestion(for: name, among: names)))
    }

    /// Takes `name`, `name=value` or `name` with its value in the next word.
    mutating func takeLong(_ word: Substring) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = options.first(where: { $0.name == name }) else {
            let names = options.map(\.name) + ["help"] + (commands.count == 1 ? ["version"] : [])
            let near = suggestion(for: name, among: names).map { "--\($0)" }
            throw failure(.unknownOption("--\(name)", suggestion: near))
        }
        if parts.count > 1 {
            try set(option, String(parts[1]), as: "--\(name)")
        } else if option.kind == .flag {
            try set(option, "true", as: "--\(name)")
        } else {
            try set(option, try nextValue(of: "--\(name)"), as: "--\(name)")
        }
    }

    /// Takes letters after a single dash; the last of them may have a value, joined or in the next word.
    mutating func takeLetters(_ word: String) throws(UsageError) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let option = options.first(where: { $0.short == letter }) else {
                let near = suggestion(for: String(word.dropFirst()), among: options.map(\.name)).map { "--\($0)" }
                throw failure(.unknownOption("-\(letter)", suggestion: near))
            }
            if option.kind == .flag {
                try set(option, "true", as: "-\(letter)")
                continue
            }
            if letters.first == "=" {
                letters.removeFirst()
            } else if letters.isEmpty {
                try set(option, try nextValue(of: "-\(letter)"), as: "-\(letter)")
                return
            }
            try set(option, String(letters), as: "-\(letter)")
            return
        }
    }

    private mutating func nextValue(of option: String) throws(UsageError) -> String {
        guard let value = words.first, !value.isOption, value != "--" else {
            throw failure(.missingValue(option: option))
        }
        words.removeFirst()
        return value
    }

    private mutating func set(_ option: CommandOption, _ value: String, as written: String) throws(UsageError) {
        guard option.isRepeated || given[option.name] == nil else { throw failure(.repeatedOption(written)) }
        if let expected = option.refusal(of: value) {
            throw failure(.invalidValue(name: written, value: value, expected: expected))
        }
        given[option.name, default: []].append(value)
    }

    /// Adds what the environment and the defaults say, and checks that nothing is missing.
    func complete(
        environment: (String) -> String?
    ) throws(UsageError) -> [String: (texts: [String], source: Invocation.Source)] {
        if command.run == nil, !command.subcommands.isEmpty { throw failure(.missingCommand) }
        var values: [String: (texts: [String], source: Invocation.Source)] = [:]
        for option in options where values[option.name] == nil {
            if let texts = given[option.name] {
                values[option.name] = (texts, .argument)
            } else if let name = option.environment, let text = environment(name), !text.isEmpty {
                let texts = option.isRepeated ? text.split(separator: ",").map { String($0) } : [text]
                for text in texts {
                    guard let expected = option.refusal(of: text) else { continue }
                    throw failure(.invalidValue(name: name, value: text, expected: expected))
                }
                values[option.name] = (texts, .environment)
            } else if let text = option.defaultValue {
                values[option.name] = ([text], .defaultValue)
            } else if option.isRequired {
                throw failure(.missingOption("--\(option.name)"))
            }
        }
        var rest = places[...]
        for argument in command.arguments {
            let texts = argument.isRepeated ? Array(rest) : Array(rest.prefix(1))
            rest = rest.dropFirst(texts.count)
            if texts.isEmpty && argument.isRequired { throw failure(.missingArgument(argument.name)) }
            for text in texts {
                guard let words = argument.words, !words.contains(text) else { continue }
                let expected = "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
                throw failure(.invalidValue(name: "<\(argument.name)>", value: text, expected: expected))
            }
            if !texts.isEmpty { values[argument.name] = (texts, .argument) }
        }
        return values
    }
}

extension String {
    /// Whether a word is an option: a dash and more, but no negative number.
    fileprivate var isOption: Bool {
        hasPrefix("-") && count > 1 && Double(self) == nil
    }
}
