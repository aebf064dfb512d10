/// What the language has, for listings and for its reference.
public enum ExpressionCatalog {
    /// A function, and what it takes.
    public struct Function: Sendable, Hashable {
        /// The function's name.
        public let name: String
        /// What it takes, in order.
        public let arguments: [Argument]
    }

    /// What a function takes.
    public struct Argument: Sendable, Hashable {
        /// The argument's name.
        public let name: String
        /// How its default is written; `nil` if the argument is required.
        public let defaultValue: String?
    }

    /// The functions, without the aliases of older versions.
    public static let functions: [Function] = ExpressionLanguage.functions.filter { $0.deprecation == nil }.map {
        builtin in
        let arguments = builtin.parameters.map { Argument(name: $0.name, defaultValue: $0.defaultText) }
        return Function(name: builtin.name, arguments: arguments)
    }

    /// The names of the filters, without the aliases of older versions.
    public static let filters: [String] = ExpressionLanguage.filters.filter { $0.deprecation == nil }.map(\.name)

    /// The reference of the language in Markdown.
    public static func markdown() -> String {
        var page = introduction
        page += section("Tags", ExpressionLanguage.tags)
        page +=
            "## Operators\n\nThose that bind least come first; those of one line bind alike and are read from the left.\n\n"
        page += table(ExpressionLanguage.operators)
        page += section("Tests", ExpressionLanguage.tests)
        page += "## Functions\n\n" + table(ExpressionLanguage.functions)
        page += "## Filters\n\n" + table(ExpressionLanguage.filters)
        page += patterns
        return page
    }

    private static func section(_ title: String, _ constructs: [ExpressionLanguage.Construct]) -> String {
        "## \(title)\n\n" + table(constructs)
    }

    private static func table(_ constructs: [ExpressionLanguage.Construct]) -> String {
        var table = "| Written | Meaning | Example | Renders |\n|---|---|---|---|\n"
        for construct in constructs {
            table += "| \(code(construct.syntax)) | \(cell(construct.summary)) | \(example(construct.example)) |\n"
        }
        return table + "\n"
    }

    private static func table(_ builtins: [Builtin]) -> String {
        var table = "| Name | Arguments | Meaning | Example | Renders |\n|---|---|---|---|---|\n"
        for builtin in builtins {
            var parameters = builtin.parameters.map { parameter in
                parameter.defaultText.map { code("\(parameter.name) = \($0)") } ?? code(parameter.name)
            }
            if builtin.takesRest { parameters.append("…") }
            var summary = builtin.summary
            if builtin.purity == .service {
                summary += " Needs the outside."
            }
            if let deprecation = builtin.deprecation { summary += " Deprecated: \(deprecation)." }
            table +=
                "| \(code(builtin.name)) | \(parameters.joined(separator: ", ")) | \(cell(summary)) | \(example(builtin.example)) |\n"
        }
        return table + "\n"
    }

    private static func example(_ example: Builtin.Example) -> String {
        let context = example.context == "{}" ? "" : " with " + code(example.context)
        return code(example.template) + context + " | " + code(example.result)
    }

    /// Text as code in a cell of a table.
    private static func code(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.joined(separator: "⏎")
        let shown = text.hasPrefix("\n") ? "⏎" + line : line
        let fence = shown.contains("`") ? "``" : "`"
        return fence + cell(shown) + fence
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
