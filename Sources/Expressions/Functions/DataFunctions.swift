import JSON

extension ExpressionLanguage {
    static let dataFunctions: [Builtin] = [
        Builtin(
            .function,
            "secret",
            [.required("key"), .optional("namespace"), .optional("subkey"), .optional("full", "false")],
            purity: .service,
            "The value of a secret of the flow's namespace or of another; masked wherever it is shown.",
            example: Builtin.Example("{{ secret('API_KEY') }}", "secret of API_KEY")
        ) { (evaluation, arguments) throws(ExpressionError) in
            let request = ExpressionRequest.Secret(
                key: try arguments.text(0),
                namespace: try arguments.optionalText(1),
                subkey: try arguments.optionalText(2),
                isFull: arguments.bool(3, default: false)
            )
            return .text(ExpressionText(try evaluation.service(\.secret, for: arguments)(request), isSecret: true))
        },
        Builtin(
            .function,
            "credential",
            [.required("name")],
            purity: .service,
            "The value of a credential, such as a token; masked wherever it is shown.",
            example: Builtin.Example("{{ credential('github').token }}", "token of github")
        ) { (evaluation, arguments) throws(ExpressionError) in
            try evaluation.service(\.credential, for: arguments)(try arguments.text(0)).tainted
        },
        Builtin(
            .function,
            "env",
            [.required("name"), .optional("default")],
            purity: .service,
            "A variable of the environment, or the default.",
            example: Builtin.Example("{{ env('REGION', 'eu') }}", "eu")
        ) { (evaluation, arguments) throws(ExpressionError) in
            let name = try arguments.text(0)
            if let value = try evaluation.service(\.environment, for: arguments)(name) { return .text(value) }
            guard arguments.values.count > 1, let fallback = arguments.values[1] else {
                throw arguments.failure("finds no variable `\(name.excerpt)` and has no default", kind: .failed)
            }
            return fallback
        },
        Builtin(
            .function,
            "kv",
            [.required("key"), .optional("namespace"), .optional("errorOnMissing", "true")],
            purity: .service,
            "The value of a key of the key-value store of the flow's namespace or of another.",
            example: Builtin.Example("{{ kv('count') + 1 }}", "42")
        ) { (evaluation, arguments) throws(ExpressionError) in
            let request = ExpressionRequest.KeyValue(
                key: try arguments.text(0),
                namespace: try arguments.optionalText(1),
                isRequired: arguments.bool(2, default: true)
            )
            if let value = try evaluation.service(\.keyValue, for: arguments)(request) { return value }
            guard !request.isRequired else {
                let key = arguments[0]?.isTainted == true ? "******" : request.key.excerpt
                throw arguments.failure("finds no key `\(key)`", kind: .failed)
            }
            return .null
        },
        Builtin(
            .function,
            "encrypt",
            [.required("key"), .required("plaintext")],
            taint: .own,
            purity: .service,
            "A text encrypted with a key; it is no secret any more.",
            example: Builtin.Example("{{ encrypt('key', 'text') }}", "encrypted text")
        ) { (evaluation, arguments) throws(ExpressionError) in
            guard let encrypt = evaluation.services.encrypt else {
                throw arguments.failure("is not available here", kind: .unavailable)
            }
            return .text(try encrypt(try arguments.text(0), try arguments.text(1)))
        },
        Builtin(
            .function,
            "decrypt",
            [.required("key"), .required("encrypted")],
            purity: .service,
            "The text that was encrypted with a key; masked wherever it is shown.",
            example: Builtin.Example("{{ decrypt('key', 'encrypted text') }}", "text")
        ) { (evaluation, arguments) throws(ExpressionError) in
            guard let decrypt = evaluation.services.decrypt else {
                throw arguments.failure("is not available here", kind: .unavailable)
            }
            return .text(ExpressionText(try decrypt(try arguments.text(0), try arguments.text(1)), isSecret: true))
        },
    ]

    private static let fileParameters: [Builtin.Parameter] = [
        .required("path"), .optional("namespace"), .optional("version"),
    ]

    static let fileFunctions: [Builtin] = [
        Builtin(
            .function,
            "read",
            fileParameters,
            purity: .service,
            "The text of a file of a namespace, or of the storage by its address.",
            example: Builtin.Example("{{ read('hello.txt') }}", "text of hello.txt")
        ) { (evaluation, arguments) throws(ExpressionError) in
            .text(try evaluation.service(\.readFile, for: arguments)(try arguments.file()))
        },
        Builtin(
            .function,
            "fileURI",
            fileParameters,
            purity: .service,
            "The address of a file of a namespace.",
            example: Builtin.Example("{{ fileURI('hello.txt') }}", "nsfile:///hello.txt")
        ) { (evaluation, arguments) throws(ExpressionError) in
            .text(try evaluation.service(\.fileURI, for: arguments)(try arguments.file()))
        },
        Builtin(
            .function,
            "fileSize",
            fileParameters,
            purity: .service,
            "The size of a file in bytes.",
            example: Builtin.Example("{{ fileSize('hello.txt') }}", "17")
        ) { (evaluation, arguments) throws(ExpressionError) in .integer(try size(arguments, evaluation)) },
        Builtin(
            .function,
            "fileExists",
            fileParameters,
            purity: .service,
            "Whether there is such a file.",
            example: Builtin.Example("{{ fileExists('missing.txt') }}", "false")
        ) { (evaluation, arguments) throws(ExpressionError) in
            .bool(try evaluation.service(\.fileSize, for: arguments)(try arguments.file()) != nil)
        },
        Builtin(
            .function,
            "isFileEmpty",
            fileParameters,
            purity: .service,
            "Whether a file has no bytes.",
            example: Builtin.Example("{{ isFileEmpty('hello.txt') }}", "false")
        ) { (evaluation, arguments) throws(ExpressionError) in .bool(try size(arguments, evaluation) == 0) },
    ]

    private static func size(_ arguments: Arguments, _ evaluation: Evaluation) throws(ExpressionError) -> Int64 {
        let file = try arguments.file()
        guard let size = try evaluation.service(\.fileSize, for: arguments)(file) else {
            let path = arguments.isTainted ? "******" : file.path.excerpt
            throw arguments.failure("finds no file `\(path)`", kind: .failed)
        }
        return size
    }
}

extension Arguments {
    fileprivate func file() throws(ExpressionError) -> ExpressionRequest.File {
        ExpressionRequest.File(
            path: try text(0),
            namespace: try optionalText(1),
            version: try optionalInteger(2)
        )
    }
}
