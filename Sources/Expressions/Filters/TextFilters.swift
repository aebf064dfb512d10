import JSON

extension ExpressionLanguage {
    /// A filter that makes text of text and nothing else; null stays null.
    private static func textFilter(
        _ name: String,
        _ summary: String,
        _ example: (template: String, result: String),
        _ body: @escaping @Sendable (String) -> String
    ) -> Builtin {
        Builtin(
            .filter,
            name,
            [],
            summary,
            example: Builtin.Example(example.template, example.result)
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            return .text(body(try arguments.inputText()))
        }
    }

    static let caseFilters: [Builtin] = [
        textFilter("lower", "The text in lower case.", ("{{ 'ÀB' | lower }}", "àb")) { $0.lowercased() },
        textFilter("upper", "The text in upper case.", ("{{ 'straße' | upper }}", "STRASSE")) { $0.uppercased() },
        textFilter(
            "title",
            "The first letter of each word in upper case.",
            ("{{ 'a tale of two' | title }}", "A Tale Of Two")
        ) {
            Texts.title($0)
        },
        textFilter(
            "capitalize",
            "The first letter in upper case.",
            ("{{ 'word by word' | capitalize }}", "Word by word")
        ) {
            Texts.capitalize($0)
        },
        textFilter("trim", "The text without white space at its ends.", ("{{ '  a b ' | trim }}", "a b")) {
            Texts.trim($0)
        },
        textFilter(
            "slugify",
            "Lower-case letters and digits of ASCII with hyphens between words, as addresses have them.",
            ("{{ 'Été à Łódź, 2026!' | slugify }}", "ete-a-lodz-2026")
        ) { Texts.slugify($0) },
    ]

    static let partFilters: [Builtin] = [
        Builtin(
            .filter,
            "abbreviate",
            [.required("length")],
            "The text cut to a length, with three dots at its end if it was longer.",
            example: Builtin.Example("{{ 'a long sentence' | abbreviate(9) }}", "a long...")
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            let length = try arguments.integer(0)
            guard length >= 0 else { throw arguments.failure("expects a `length` of at least 0") }
            return .text(Texts.abbreviate(try arguments.inputText(), Int(clamping: length)))
        },
        Builtin(
            .filter,
            "replace",
            [.required("pairs"), .optional("regexp", "false")],
            "Each name of a map replaced by its value; the names are regular expressions if `regexp` says so.",
            example: Builtin.Example("{{ 'I like %this%' | replace({'%this%': 'tea', 'I': 'We'}) }}", "We like tea")
        ) { (evaluation, arguments) throws(ExpressionError) in try replaced(arguments, evaluation) },
        partFilter(
            "substringBefore",
            "What stands before the first occurrence of a separator; everything if there is none.",
            "a.b"
        ) {
            text,
            separator in Texts.firstRange(of: separator, in: text).map { Texts.part(text, 0..<$0.lowerBound) } ?? text
        },
        partFilter(
            "substringBeforeLast",
            "What stands before the last occurrence of a separator; everything if there is none.",
            "a.b"
        ) {
            text,
            separator in Texts.lastRange(of: separator, in: text).map { Texts.part(text, 0..<$0.lowerBound) } ?? text
        },
        partFilter(
            "substringAfter",
            "What stands after the first occurrence of a separator; nothing if there is none.",
            "b.c"
        ) {
            text,
            separator in
            Texts.firstRange(of: separator, in: text).map { Texts.part(text, $0.upperBound..<text.utf8.count) } ?? ""
        },
        partFilter(
            "substringAfterLast",
            "What stands after the last occurrence of a separator; nothing if there is none.",
            "c"
        ) {
            text,
            separator in
            Texts.lastRange(of: separator, in: text).map { Texts.part(text, $0.upperBound..<text.utf8.count) } ?? ""
        },
        Builtin(
            .filter,
            "startsWith",
            [.required("value")],
            taint: .own,
            "Whether the text begins with another.",
            example: Builtin.Example("{{ 'kestrel' | startsWith('kes') }}", "true")
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .bool(false) }
            return .bool(try arguments.inputText().utf8.starts(with: try arguments.text(0).utf8))
        },
        Builtin(
            .filter,
            "endsWith",
            [.required("value")],
            taint: .own,
            "Whether the text ends with another.",
            example: Builtin.Example("{{ 'kestrel' | endsWith('rel') }}", "true")
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .bool(false) }
            return .bool(try arguments.inputText().utf8.reversed().starts(with: try arguments.text(0).utf8.reversed()))
        },
        indentFilter(
            "indent",
            "So many spaces, or copies of a prefix, before each line but the first.",
            withNewLine: false
        ),
        indentFilter(
            "nindent",
            "A new line, and so many spaces, or copies of a prefix, before each line.",
            withNewLine: true
        ),
    ]

    private static func partFilter(
        _ name: String,
        _ summary: String,
        _ result: String,
        _ body: @escaping @Sendable (_ text: String, _ separator: String) -> String
    ) -> Builtin {
        let isBeforeFirst = name == "substringBefore"
        return Builtin(
            .filter,
            name,
            [.required("separator")],
            summary,
            example: Builtin.Example("{{ 'a.b.c' | \(name)('.') }}", isBeforeFirst ? "a" : result)
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            return .text(body(try arguments.inputText(), try arguments.text(0)))
        }
    }

    private static func indentFilter(_ name: String, _ summary: String, withNewLine: Bool) -> Builtin {
        Builtin(
            .filter,
            name,
            [.required("amount"), .optional("prefix", "' '")],
            summary,
            example: Builtin.Example("{{ 'a\nb' | \(name)(2) }}", withNewLine ? "\n  a\n  b" : "a\n  b")
        ) { (evaluation, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            let amount = try arguments.integer(0)
            let prefix = try arguments.text(1, default: " ")
            guard (0...1000).contains(amount), prefix.utf8.count <= 1000 else {
                throw arguments.failure("expects an `amount` from 0 to 1000")
            }
            let text = try Texts.indent(
                try arguments.inputText(),
                String(repeating: prefix, count: Int(amount)),
                withFirst: withNewLine,
                limit: evaluation.limits.maximumOutputBytes
            )
            return .text(withNewLine ? "\n" + text : text)
        }
    }

    private static func replaced(_ arguments: Arguments, _ evaluation: Evaluation) throws(ExpressionError)
        -> ExpressionValue
    {
        if arguments.input.isNull { return .null }
        guard let pairs = arguments[0]?.members else {
            throw arguments.failure("expects a map as `pairs`, found \(arguments[0]?.kind ?? "null")")
        }
        var text = try arguments.inputText()
        for (pattern, value) in pairs.members {
            let replacement = try evaluation.text(of: value).string
            try evaluation.spend(1 + text.utf8.count >> 4)
            if arguments.bool(1, default: false) {
                text = try Regex.replace(pattern, text, with: replacement, in: evaluation)
            } else {
                text = try Texts.replace(
                    pattern,
                    in: text,
                    with: replacement,
                    limit: evaluation.limits.maximumOutputBytes
                )
            }
        }
        return .text(text)
    }

    static let codingFilters: [Builtin] = [
        textFilter("base64encode", "The UTF-8 of the text in base 64.", ("{{ 'test' | base64encode }}", "dGVzdA==")) {
            Texts.base64(Array($0.utf8))
        },
        Builtin(
            .filter,
            "base64decode",
            [],
            "The text of which the UTF-8 was written in base 64.",
            example: Builtin.Example("{{ 'dGVzdA==' | base64decode }}", "test")
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            guard let bytes = Texts.base64Decoded(try arguments.inputText()) else {
                throw arguments.failure("expects base 64")
            }
            return .text(String(decoding: bytes, as: UTF8.self))
        },
        textFilter("urlencode", "The text as forms and queries have it.", ("{{ 'a b&c' | urlencode }}", "a+b%26c")) {
            Texts.urlEncoded($0)
        },
        Builtin(
            .filter,
            "urldecode",
            [],
            "The text that a form or query has.",
            example: Builtin.Example("{{ 'a+b%26c' | urldecode }}", "a b&c")
        ) { (_, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            guard let text = Texts.urlDecoded(try arguments.inputText()) else {
                throw arguments.failure("expects escapes of two hexadecimal digits after `%`")
            }
            return .text(text)
        },
        digestFilter(.md5, "098f6bcd4621d373cade4e832627b4f6"),
        digestFilter(.sha1, "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"),
        digestFilter(.sha256, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        digestFilter(
            .sha512,
            "ee26b0dd4af7e749aa1a8ee3c10ae9923f618980772e473f8819a5d4940e0db2"
                + "7ac185f8a0e1d5f84f88bc887fd67b143732c304cc5fa9ad8e6f57f50028a8ff"
        ),
        Builtin(
            .filter,
            "escapeChar",
            [.required("type")],
            "The text with its quotes escaped: `single`, `double`, or those of a `shell`.",
            example: Builtin.Example(#"{{ "it's" | escapeChar('shell') }}"#, #"it'\''s"#)
        ) { (evaluation, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            let escape: (String, String)
            switch try arguments.text(0) {
            case "single": escape = ("'", #"\'"#)
            case "double": escape = ("\"", #"\""#)
            case "shell": escape = ("'", #"'\''"#)
            case let other:
                throw arguments.failure("expects `single`, `double` or `shell` as `type`, found `\(other.excerpt)`")
            }
            let limit = evaluation.limits.maximumOutputBytes
            return .text(try Texts.replace(escape.0, in: try arguments.inputText(), with: escape.1, limit: limit))
        },
        Builtin(
            .filter,
            "sh",
            [],
            "The text as one word of a shell, in quotes.",
            example: Builtin.Example(#"{{ "it's" | sh }}"#, #"'it'\''s'"#)
        ) { (evaluation, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            let limit = evaluation.limits.maximumOutputBytes
            return .text(
                "'" + (try Texts.replace("'", in: try arguments.inputText(), with: #"'\''"#, limit: limit)) + "'"
            )
        },
        textFilter(
            "escape",
            "The text with `&`, `<`, `>` and quotes as HTML has them.",
            (#"{{ '<a & b>' | escape }}"#, "&lt;a &amp; b&gt;")
        ) {
            Texts.escapeHTML($0)
        },
        Builtin(
            .filter,
            "raw",
            taint: .own,
            "The value as it is: nothing is escaped unless it is asked for.",
            example: Builtin.Example("{{ '<b>' | raw }}", "<b>")
        ) { _, arguments in arguments.input },
    ]

    private static func digestFilter(_ algorithm: ExpressionDigest, _ result: String) -> Builtin {
        Builtin(
            .filter,
            algorithm.rawValue,
            purity: .service,
            "The \(algorithm.title) digest of the UTF-8 of the text, in hexadecimal digits.",
            example: Builtin.Example("{{ 'test' | \(algorithm.rawValue) }}", result)
        ) { (evaluation, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            guard let digest = evaluation.services.digest else {
                throw arguments.failure("is not available here", kind: .unavailable)
            }
            return .text(Texts.hex(try digest(algorithm, Array(try arguments.inputText().utf8))))
        }
    }

    static let patternFilters: [Builtin] = [
        Builtin(
            .filter,
            "regexMatch",
            [.required("regex")],
            taint: .own,
            "Whether a regular expression matches anywhere in the text.",
            example: Builtin.Example(#"{{ 'order-42' | regexMatch('^order-\d+$') }}"#, "true")
        ) { (evaluation, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .bool(false) }
            return .bool(try Regex.isMatch(try arguments.text(0), try arguments.inputText(), in: evaluation))
        },
        Builtin(
            .filter,
            "regexReplace",
            [.required("regex"), .required("replacement")],
            "Every match of a regular expression replaced; `$1` and `${name}` stand for groups.",
            example: Builtin.Example(
                #"{{ '2026-11-29' | regexReplace('(\d+)-(\d+)-(\d+)', '$3.$2.$1') }}"#,
                "29.11.2026"
            )
        ) { (evaluation, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            let text = try arguments.inputText()
            return .text(try Regex.replace(try arguments.text(0), text, with: try arguments.text(1), in: evaluation))
        },
        Builtin(
            .filter,
            "regexExtract",
            [.required("regex"), .optional("group", "0")],
            "The first match of a regular expression, or a group of it by number or name; null if there is none.",
            example: Builtin.Example(#"{{ 'v1.22.3' | regexExtract('v(\d+)\.(\d+)', 2) }}"#, "22")
        ) { (evaluation, arguments) throws(ExpressionError) in
            if arguments.input.isNull { return .null }
            let text = try arguments.inputText()
            let part = try Regex.extract(try arguments.text(0), text, group: arguments[1], in: evaluation)
            return part.map { .text($0) } ?? .null
        },
    ]

    static let valueFilters: [Builtin] = [
        Builtin(
            .filter,
            "default",
            [.required("default")],
            acceptsUndefined: true,
            taint: .own,
            "Another value if this one is not defined, null, blank, or a list or map of nothing.",
            example: Builtin.Example("{{ inputs.name | default('nobody') }}", "nobody", context: #"{"inputs": {}}"#)
        ) { _, arguments in arguments.input.isEmpty ? arguments[0] ?? .null : arguments.input },
        Builtin(
            .filter,
            "string",
            taint: .own,
            "The value as text; lists and maps as JSON.",
            example: Builtin.Example("{{ (1 | string) + (2 | string) }}", "12")
        ) { (evaluation, arguments) throws(ExpressionError) in
            arguments.input.isNull ? .null : .text(try evaluation.text(of: arguments.input))
        },
        Builtin(
            .filter,
            "className",
            taint: .own,
            "The type of the value, by the name that Java has for it.",
            example: Builtin.Example("{{ 1 | className }}", "java.lang.Long")
        ) { _, arguments in
            switch arguments.input.bare {
            case .null, .tainted: .null
            case .bool: .text("java.lang.Boolean")
            case .integer: .text("java.lang.Long")
            case .double: .text("java.lang.Double")
            case .decimal: .text("java.math.BigDecimal")
            case .text: .text("java.lang.String")
            case .list: .text("java.util.ArrayList")
            case .map: .text("java.util.LinkedHashMap")
            case .date: .text("java.time.ZonedDateTime")
            }
        },
    ]
}

extension ExpressionDigest {
    fileprivate var title: String {
        switch self {
        case .md5: "MD5"
        case .sha1: "SHA-1"
        case .sha256: "SHA-256"
        case .sha512: "SHA-512"
        }
    }
}
