/// An option of a command: `--name`, `--name VALUE` or `--name=VALUE`.
public struct CommandOption: Sendable {
    /// What the option takes.
    public enum Kind: Sendable, Equatable {
        /// Nothing; it is on once it is given. `--name=false` turns it off again.
        case flag
        /// Any text.
        case text
        /// A whole number of a range.
        case integer(ClosedRange<Int>)
        /// One of some words.
        case choice([String])
    }

    /// The name, without its dashes.
    public var name: String

    /// A letter that stands for the name after a single dash.
    public var short: Character?

    /// What the option takes.
    public var kind: Kind

    /// What stands for the value in the help: `DIR`.
    public var placeholder: String

    /// Whether it may be given more than once.
    public var isRepeated: Bool

    /// Whether it must be given, be it by the environment.
    public var isRequired: Bool

    /// The environment variable that stands in when the option is not given.
    public var environment: String?

    /// The value when neither is given.
    public var defaultValue: String?

    /// What it is for, in one sentence without a full stop.
    public var summary: String

    /// Declares an option that takes nothing.
    ///
    /// - Parameters:
    ///   - name: The name, without its dashes.
    ///   - short: A letter that stands for the name.
    ///   - environment: The environment variable that stands in.
    ///   - summary: What it is for.
    /// - Returns: The option.
    public static func flag(
        _ name: String,
        short: Character? = nil,
        environment: String? = nil,
        _ summary: String
    ) -> CommandOption {
        CommandOption(
            name: name,
            short: short,
            kind: .flag,
            placeholder: "",
            isRepeated: false,
            isRequired: false,
            environment: environment,
            defaultValue: nil,
            summary: summary
        )
    }

    /// Declares an option that takes text.
    ///
    /// - Parameters:
    ///   - name: The name, without its dashes.
    ///   - placeholder: What stands for the value in the help: `DIR`.
    ///   - short: A letter that stands for the name.
    ///   - environment: The environment variable that stands in.
    ///   - defaultValue: The value when neither is given.
    ///   - isRequired: Whether it must be given.
    ///   - isRepeated: Whether it may be given more than once; the environment gives one value for each comma.
    ///   - summary: What it is for.
    /// - Returns: The option.
    public static func text(
        _ name: String,
        _ placeholder: String,
        short: Character? = nil,
        environment: String? = nil,
        default defaultValue: String? = nil,
        isRequired: Bool = false,
        isRepeated: Bool = false,
        _ summary: String
    ) -> CommandOption {
        CommandOption(
            name: name,
            short: short,
            kind: .text,
            placeholder: placeholder,
            isRepeated: isRepeated,
            isRequired: isRequired,
            environment: environment,
            defaultValue: defaultValue,
            summary: summary
        )
    }

    /// Declares an option that takes a whole number.
    ///
    /// - Parameters:
    ///   - name: The name, without its dashes.
    ///   - range: The numbers accepted.
    ///   - placeholder: What stands for the value in the help.
    ///   - short: A letter that stands for the name.
    ///   - environment: The environment variable that stands in.
    ///   - defaultValue: The value when neither is given.
    ///   - isRequired: Whether it must be given.
    ///   - summary: What it is for.
    /// - Returns: The option.
    public static func integer(
        _ name: String,
        in range: ClosedRange<Int> = 0...Int.max,
        _ placeholder: String = "N",
        short: Character? = nil,
        environment: String? = nil,
        default defaultValue: Int? = nil,
        isRequired: Bool = false,
        _ summary: String
    ) -> CommandOption {
        CommandOption(
            name: name,
            short: short,
            kind: .integer(range),
            placeholder: placeholder,
            isRepeated: false,
            isRequired: isRequired,
            environment: environment,
            defaultValue: defaultValue.map { String($0) },
            summary: summary
        )
    }

    /// Declares an option that takes one of some words.
    ///
    /// - Parameters:
    ///   - name: The name, without its dashes.
    ///   - words: The words accepted.
    ///   - short: A letter that stands for the name.
    ///   - environment: The environment variable that stands in.
    ///   - defaultValue: The word when neither is given.
    ///   - isRequired: Whether it must be given.
    ///   - summary: What it is for.
    /// - Returns: The option.
    public static func choice(
        _ name: String,
        of words: [String],
        short: Character? = nil,
        environment: String? = nil,
        default defaultValue: String? = nil,
        isRequired: Bool = false,
        _ summary: String
    ) -> CommandOption {
        CommandOption(
            name: name,
            short: short,
            kind: .choice(words),
            placeholder: words.joined(separator: "|"),
            isRepeated: false,
            isRequired: isRequired,
            environment: environment,
            defaultValue: defaultValue,
            summary: summary
        )
    }

    /// What the option takes, for messages, `nil` if a value is accepted.
    func refusal(of value: String) -> String? {
        switch kind {
        case .flag:
            return Self.flag(value) == nil ? "true or false" : nil
        case .text:
            return nil
        case .integer(let range):
            if let number = Int(value), range.contains(number) { return nil }
            return switch (range.lowerBound, range.upperBound) {
            case (.min, .max): "a whole number"
            case (let low, .max): "a whole number of at least \(low)"
            case (let low, let high): "a whole number from \(low) to \(high)"
            }
        case .choice(let words):
            return words.contains(value) ? nil : "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
        }
    }

    /// What a word says about a flag.
    static func flag(_ word: String) -> Bool? {
        switch word.lowercased() {
        case "true", "1", "yes", "on": true
        case "false", "0", "no", "off": false
        default: nil
        }
    }
}

/// A value of a command that is given by its place.
public struct CommandArgument: Sendable {
    /// How often the argument is given.
    public enum Count: Sendable {
        /// Once.
        case one
        /// Once or not at all; only further optional arguments may follow.
        case optional
        /// At least once; nothing may follow.
        case many
        /// Any number of times; nothing may follow.
        case any
    }

    /// The name, as it stands in the help.
    public var name: String

    /// How often it is given.
    public var count: Count

    /// The words accepted, if not any text.
    public var words: [String]?

    /// What it is, in one sentence without a full stop.
    public var summary: String

    /// Declares an argument.
    ///
    /// - Parameters:
    ///   - name: The name, as it stands in the help.
    ///   - count: How often it is given.
    ///   - words: The words accepted, if not any text.
    ///   - summary: What it is.
    public init(_ name: String, count: Count = .one, of words: [String]? = nil, _ summary: String) {
        self.name = name
        self.count = count
        self.words = words
        self.summary = summary
    }

    /// How the argument stands in a usage line.
    var usage: String {
        switch count {
        case .one: "<\(name)>"
        case .optional: "[<\(name)>]"
        case .many: "<\(name)>..."
        case .any: "[<\(name)>...]"
        }
    }

    var isRequired: Bool {
        switch count {
        case .one, .many: true
        case .optional, .any: false
        }
    }

    var isRepeated: Bool {
        switch count {
        case .many, .any: true
        case .one, .optional: false
        }
    }
}
