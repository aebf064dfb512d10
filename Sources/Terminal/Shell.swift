/// A shell for which completion scripts are made.
enum Shell: String, CaseIterable {
    case bash, zsh, fish
}

extension Program {
    /// A script that completes the program's command lines.
    func completions(for shell: Shell) -> String {
        let levels = Level.all(from: [root])
        return switch shell {
        case .bash: bash(levels)
        case .zsh: zsh(levels)
        case .fish: fish(levels)
        }
    }

    private var function: String {
        "_" + String(root.name.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    }

    private func bash(_ levels: [Level]) -> String {
        """
        # Completes command lines of \(root.name) in bash.
        \(function)() {
            local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
            local path=\(root.name.quoted) words="" index
            for ((index = 1; index < COMP_CWORD; index++)); do
                case "$path ${COMP_WORDS[index]}" in
        \(levels.dropFirst().map { "            \($0.path.quoted)) path=\($0.path.quoted) ;;\n" }.joined())\
                esac
            done
            case "$path:$previous" in
        \(levels.flatMap(\.valued).map { "        \($0.patterns("|"))) words=\($0.words.joined(separator: " ").quoted) ;;\n" }.joined())\
            *)
                case "$path" in
        \(levels.map { "            \($0.path.quoted)) words=\($0.candidates.map(\.word).joined(separator: " ").quoted) ;;\n" }.joined())\
                esac
                ;;
            esac
            COMPREPLY=($(compgen -W "$words" -- "$current"))
        }
        complete -o default -F \(function) \(root.name)

        """
    }

    private func zsh(_ levels: [Level]) -> String {
        """
        #compdef \(root.name)
        # Completes command lines of \(root.name) in zsh.
        \(function)() {
            local level=\(root.name.quoted) word
            local -a candidates
            for word in "${(@)words[2,CURRENT-1]}"; do
                case "$level $word" in
        \(levels.dropFirst().map { "            (\($0.path.quoted)) level=\($0.path.quoted) ;;\n" }.joined())\
                esac
            done
            case "$level:${words[CURRENT-1]}" in
        \(levels.flatMap(\.valued).map { valued in
            let action = valued.words.isEmpty ? "_files" : "compadd -- \(valued.words.map(\.quoted).joined(separator: " "))"
            return "        (\(valued.patterns("|"))) \(action); return ;;\n"
        }.joined())\
            esac
            case "$level" in
        \(levels.map { level in
            let candidates = level.candidates.map { "\($0.word):\($0.summary)".quoted }.joined(separator: " ")
            return "        (\(level.path.quoted)) candidates=(\(candidates)) ;;\n"
        }.joined())\
            esac
            _describe \(root.name.quoted) candidates || _files
        }
        if [ "$funcstack[1]" = "\(function)" ]; then
            \(function) "$@"
        else
            compdef \(function) \(root.name)
        fi

        """
    }

    private func fish(_ levels: [Level]) -> String {
        var lines: [String] = []
        for level in levels {
            let start = "complete -c \(root.name) -n \("_\(function)_at \"\(level.path)\"".quoted)"
            for command in level.subcommands {
                lines.append("\(start) -f -a \(command.name.quoted) -d \(command.summary.quoted)")
            }
            for argument in level.arguments {
                guard let words = argument.words else { continue }
                lines.append("\(start) -f -a \(words.joined(separator: " ").quoted) -d \(argument.summary.quoted)")
            }
            for option in level.options {
                var line = "\(start) -l \(option.name)"
                if let short = option.short { line += " -s \(short)" }
                switch option.kind {
                case .flag: break
                case .choice(let words): line += " -x -a \(words.joined(separator: " ").quoted)"
                case .integer: line += " -x"
                case .text: line += " -r"
                }
                lines.append("\(line) -d \(option.summary.quoted)")
            }
        }
        return """
            # Completes command lines of \(root.name) in fish.
            function _\(function)_path
                set -l path \(root.name.quoted)
                for word in (commandline -opc)[2..-1]
                    switch "$path $word"
                        case \(levels.dropFirst().map(\.path.quoted).joined(separator: " "))
                            set path "$path $word"
                    end
                end
                echo $path
            end
            function _\(function)_at
                test (_\(function)_path) = "$argv[1]"
            end
            \(lines.joined(separator: "\n"))

            """
    }
}

/// A command with what may follow it.
private struct Level {
    let path: String
    let subcommands: [Command]
    let arguments: [CommandArgument]
    let options: [CommandOption]

    /// An option that takes a value, and the words it may be.
    struct Valued {
        let path: String
        let option: CommandOption

        var words: [String] {
            if case .choice(let words) = option.kind { words } else { [] }
        }

        /// The option in both its spellings, behind its command.
        func patterns(_ separator: String) -> String {
            (["--\(option.name)"] + (option.short.map { ["-\($0)"] } ?? []))
                .map { "\(path):\($0)".quoted }
                .joined(separator: separator)
        }
    }

    var valued: [Valued] {
        options.filter { $0.kind != .flag }.map { Valued(path: path, option: $0) }
    }

    var candidates: [(word: String, summary: String)] {
        var candidates = subcommands.map { (word: $0.name, summary: $0.summary) }
        for argument in arguments {
            candidates += (argument.words ?? []).map { (word: $0, summary: argument.summary) }
        }
        return candidates + options.map { (word: "--\($0.name)", summary: $0.summary) }
    }

    /// The last of the commands named and all below it.
    static func all(from commands: [Command]) -> [Level] {
        guard let command = commands.last else { return [] }
        let level = Level(
            path: commands.map(\.name).joined(separator: " "),
            subcommands: command.subcommands,
            arguments: command.arguments,
            options: commands.reversed().flatMap(\.options) + [Program.help]
                + (commands.count == 1 ? [Program.versionFlag] : [])
        )
        return [level] + command.subcommands.flatMap { all(from: commands + [$0]) }
    }
}

extension String {
    /// The text as one word of a shell.
    fileprivate var quoted: String {
        "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
