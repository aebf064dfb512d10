/// A function or filter of the language: what it takes, what it does, and an example that is a test.
final class Builtin: Sendable {
    /// How what is made of secrets is told apart.
    enum Taint: Sendable {
        /// Whatever is made of a secret is one as a whole.
        case whole
        /// The body keeps the spans and elements apart itself.
        case own
    }

    /// What an evaluation must have for it.
    enum Purity: Sendable {
        /// Nothing but its arguments.
        case pure
        /// A service; it is left out where expressions are only shown.
        case service
    }

    struct Parameter: Sendable {
        let name: String
        /// How the default is written; `nil` if the argument is required.
        let defaultText: String?

        var isRequired: Bool { defaultText == nil }

        /// A parameter whose argument is required.
        static func required(_ name: String) -> Parameter {
            Parameter(name: name, defaultText: nil)
        }

        /// A parameter with a default.
        static func optional(_ name: String, _ defaultText: String = "null") -> Parameter {
            Parameter(name: name, defaultText: defaultText)
        }
    }

    /// An expression and the text it renders to.
    struct Example: Sendable {
        let template: String
        let result: String
        /// The context, as JSON.
        let context: String

        init(_ template: String, _ result: String, context: String = "{}") {
            (self.template, self.result, self.context) = (template, result, context)
        }
    }

    typealias Body = @Sendable (Evaluation, Arguments) throws(ExpressionError) -> ExpressionValue

    enum Kind: String, Sendable {
        case function
        case filter
    }

    let kind: Kind
    let name: String
    let parameters: [Parameter]
    /// Whether it takes any number of arguments beyond its parameters.
    let takesRest: Bool
    /// Whether what it is applied to may stand for nothing.
    let acceptsUndefined: Bool
    let taint: Taint
    let purity: Purity
    let summary: String
    let example: Example
    /// What to use instead, if it is an alias of an older version.
    let deprecation: String?
    let body: Body

    init(
        _ kind: Kind,
        _ name: String,
        _ parameters: [Parameter] = [],
        takesRest: Bool = false,
        acceptsUndefined: Bool = false,
        taint: Taint = .whole,
        purity: Purity = .pure,
        deprecation: String? = nil,
        _ summary: String,
        example: Example,
        body: @escaping Body
    ) {
        self.kind = kind
        self.name = name
        self.parameters = parameters
        self.takesRest = takesRest
        self.acceptsUndefined = acceptsUndefined
        self.taint = taint
        self.purity = purity
        self.deprecation = deprecation
        self.summary = summary
        self.example = example
        self.body = body
    }

    /// Whether messages repeat parts of what it is applied to.
    var quotesInput: Bool { name == "jq" }

    /// How it is called in messages.
    var title: String { "\(kind.rawValue) `\(name)`" }
}

/// What a function or filter is called with.
struct Arguments {
    let builtin: Builtin
    let input: ExpressionValue
    /// For each parameter its argument, `nil` for the default.
    var values: [ExpressionValue?] = []
    /// Arguments beyond the parameters.
    var rest: [(name: String?, value: ExpressionValue)] = []

    init(builtin: Builtin, input: ExpressionValue) {
        self.builtin = builtin
        self.input = input
    }

    /// Whether anything of it was made of a secret.
    var isTainted: Bool {
        input.isTainted || values.contains { $0?.isTainted == true } || rest.contains { $0.value.isTainted }
    }

    /// The argument at a place, `nil` if it is missing or null.
    subscript(place: Int) -> ExpressionValue? {
        guard values.indices.contains(place), let value = values[place], !value.isNull else { return nil }
        return value
    }

    func failure(_ reason: String, kind: ExpressionError.Kind = .value) -> ExpressionError {
        ExpressionError(kind, "\(builtin.title) \(reason)", name: builtin.name)
    }

    private func unexpected(_ expected: String, _ place: Int, _ found: ExpressionValue?) -> ExpressionError {
        failure("expects \(expected) as `\(builtin.parameters[place].name)`, found \(found?.kind ?? "null")")
    }

    /// A failure that repeats nothing of a secret.
    ///
    /// Messages about what a filter is applied to hide it themselves; those about patterns, programs and templates quote them.
    func discreet(_ error: ExpressionError) -> ExpressionError {
        var error = error
        error.name = error.name ?? builtin.name
        let isAboutArguments = values.contains { $0?.isTainted == true } || rest.contains { $0.value.isTainted }
        let quotes = isAboutArguments || builtin.quotesInput && input.isTainted
        if quotes, error.kind != .unavailable, error.kind != .raised {
            error.reason = "\(builtin.title) fails on what was made of a secret, which is not repeated"
            error.suggestion = nil
        }
        return error
    }

    /// The text of an argument: numbers and booleans as they are written.
    func text(_ place: Int) throws(ExpressionError) -> String {
        guard let value = self[place], let text = value.plainText else {
            throw unexpected("a text", place, self[place])
        }
        return text
    }

    func text(_ place: Int, default defaultText: String) throws(ExpressionError) -> String {
        self[place] == nil ? defaultText : try text(place)
    }

    func optionalText(_ place: Int) throws(ExpressionError) -> String? {
        self[place] == nil ? nil : try text(place)
    }

    /// The value of an argument that is a whole number, or a text of one.
    func integer(_ place: Int) throws(ExpressionError) -> Int64 {
        guard let number = self[place]?.integer ?? self[place]?.string.flatMap({ Int64($0) }) else {
            throw unexpected("a whole number", place, self[place])
        }
        return number
    }

    func integer(_ place: Int, default number: Int64) throws(ExpressionError) -> Int64 {
        self[place] == nil ? number : try integer(place)
    }

    func optionalInteger(_ place: Int) throws(ExpressionError) -> Int64? {
        self[place] == nil ? nil : try integer(place)
    }

    func bool(_ place: Int, default value: Bool) -> Bool {
        self[place]?.isTruthy ?? value
    }

    /// The text that a filter is applied to.
    func inputText() throws(ExpressionError) -> String {
        guard let text = input.plainText else { throw failure("expects a text, found \(input.kind)") }
        return text
    }

    /// The list that a filter is applied to.
    func inputList() throws(ExpressionError) -> [ExpressionValue] {
        guard let elements = input.elements else { throw failure("expects a list, found \(input.kind)") }
        return elements
    }
}

extension ExpressionValue {
    /// The text of anything but null, lists and maps.
    var plainText: String? {
        switch bare {
        case .text(let text): text.string
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .double(let value): value.description
        case .decimal(let value): value.description
        case .date(let value): value.description
        case .null, .list, .map, .tainted: nil
        }
    }
}
