extension Program {
    /// The help for the last of the commands named.
    func help(for commands: [Command]) -> String {
        guard let command = commands.last else { return "" }
        let isRoot = commands.count == 1
        var page = Page()
        page.paragraph(command.summary + ".")
        page.paragraph("Usage: " + usage(of: command, path: commands.map(\.name)))
        if !command.discussion.isEmpty { page.paragraph(command.discussion) }
        page.section("Arguments", command.arguments.map { ($0.usage, $0.help) })
        let extra = isRoot ? [("help", "Show the help of a command")] : []
        page.section(
            "Commands",
            command.subcommands.isEmpty ? [] : command.subcommands.map { ($0.name, $0.summary) } + extra
        )
        let own = isRoot ? command.options + [Self.help, Self.versionFlag] : command.options + [Self.help]
        let inherited = commands.dropLast().reversed().flatMap(\.options)
        page.section("Options", own.map { ($0.usage, $0.help) })
        page.section("Options of every command", inherited.map { ($0.usage, $0.help) })
        page.section(
            "Environment",
            (own + inherited).compactMap { option in option.environment.map { ($0, "Stands for --\(option.name)") } }
        )
        page.section("Exit codes", ExitCode.allCases.map { (String($0.rawValue), $0.summary) })
        page.examples(command.examples)
        if !command.subcommands.isEmpty {
            let path = commands.map(\.name).joined(separator: " ")
            page.paragraph("`\(path) <command> --help` tells more about a command.")
        }
        return page.text
    }

    private func usage(of command: Command, path: [String]) -> String {
        let required = command.options.filter { $0.isRequired && $0.defaultValue == nil }
            .map { "--\($0.name) \($0.placeholder)" }
        var words = path + required + ["[options]"]
        if !command.subcommands.isEmpty { words.append(command.run == nil ? "<command>" : "[<command>]") }
        return (words + command.arguments.map(\.usage)).joined(separator: " ")
    }
}

extension CommandOption {
    /// How the option stands in the help.
    fileprivate var usage: String {
        let letter = short.map { "-\($0), " } ?? "    "
        return kind == .flag ? "\(letter)--\(name)" : "\(letter)--\(name) \(placeholder)"
    }

    fileprivate var help: String {
        var notes: [String] = []
        if isRequired { notes.append("required") }
        if isRepeated { notes.append("may be repeated") }
        if case .integer(let range) = kind, range.upperBound != .max {
            notes.append("\(range.lowerBound) to \(range.upperBound)")
        }
        if let defaultValue { notes.append("default: \(defaultValue)") }
        return notes.isEmpty ? summary : "\(summary) (\(notes.joined(separator: "; ")))"
    }
}

extension CommandArgument {
    fileprivate var help: String {
        words.map { "\(summary): \($0.joined(separator: ", "))" } ?? summary
    }
}

/// Paragraphs and lists, wrapped at 80 columns.
private struct Page {
    var text = ""
    private static let width = 80

    mutating func paragraph(_ paragraph: String) {
        if !text.isEmpty { text += "\n" }
        for line in paragraph.split(separator: "\n", omittingEmptySubsequences: false) {
            text += Self.wrap(String(line), Self.width).joined(separator: "\n") + "\n"
        }
    }

    mutating func section(_ title: String, _ entries: [(String, String)]) {
        guard let longest = entries.map(\.0.count).max() else { return }
        text += "\n\(title):\n"
        let column = min(longest, 28) + 4
        for (term, meaning) in entries {
            let lines = Self.wrap(meaning, Self.width - column)
            var indent = String(repeating: " ", count: column)
            text += "  " + term
            if term.count + 4 <= column {
                text += String(repeating: " ", count: column - term.count - 2)
            } else {
                text += "\n" + indent
            }
            indent = "\n" + indent
            text += lines.joined(separator: indent) + "\n"
        }
    }

    mutating func examples(_ examples: [(line: String, summary: String)]) {
        guard !examples.isEmpty else { return }
        text += "\nExamples:\n"
        for (line, summary) in examples {
            text += "  # \(summary)\n  \(line)\n"
        }
    }

    /// Lines no longer than a width, unless a word is.
    private static func wrap(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.isEmpty ? [""] : lines
    }
}
