import JSON

extension PluginGroup {
    /// Tasks that make requests.
    static let http = group(
        "http",
        "HTTP",
        "Tasks and triggers that make requests.",
        [
            .task(
                "http.Request",
                "Makes a request and gives back the answer.",
                properties: request + [
                    .dynamic(
                        "encryptBody",
                        .boolean,
                        "Whether the body of the answer is kept encrypted.",
                        default: false
                    )
                ],
                outputs: [
                    .fixed("uri", .text, "The URL."), .fixed("code", .integer(), "The status of the answer."),
                    .fixed("headers", .map(.list(.text)), "The fields of the answer."),
                    .fixed("body", .any, "The body of the answer."),
                    .fixed("encryptedBody", .any, "The body of the answer, encrypted."),
                    .fixed("formData", .map(.any), "The form that was sent."),
                ],
                formerly: ["fs.http.Request"],
                example: """
                    id: request
                    namespace: company.team
                    tasks:
                      - id: send
                        type: io.kestra.plugin.core.http.Request
                        uri: https://example.com/orders
                        method: POST
                        contentType: application/json
                        body: "{{ {'id': 1} }}"
                        options:
                          timeout:
                            connectTimeout: PT5S
                    """
            ),
            .task(
                "http.Download",
                "Stores what a request brings.",
                properties: request + [
                    .dynamic("saveAs", .text, "The name of the file."),
                    .dynamic(
                        "failOnEmptyResponse",
                        .boolean,
                        "Whether it fails if the answer is empty.",
                        default: true
                    ),
                ],
                outputs: [
                    .fixed("uri", .text, "The file."), .fixed("code", .integer(), "The status of the answer."),
                    .fixed("length", .integer(), "The size in bytes."),
                    .fixed("headers", .map(.list(.text)), "The fields of the answer."),
                ],
                formerly: ["fs.http.Download"],
                example: """
                    id: download
                    namespace: company.team
                    tasks:
                      - id: take
                        type: io.kestra.plugin.core.http.Download
                        uri: https://example.com/data.csv
                    """
            ),
            .trigger(
                "http.Trigger",
                .polling,
                "Begins an execution when the answer to a request fulfils a condition.",
                properties: request + [
                    .fixed("interval", .duration, "How long to wait between requests.", default: "PT60S"),
                    .dynamic(
                        "responseCondition",
                        .condition,
                        "What the answer, as `response`, must fulfil.",
                        default: "{{ response.statusCode < 400 }}"
                    ),
                    .dynamic(
                        "encryptBody",
                        .boolean,
                        "Whether the body of the answer is kept encrypted.",
                        default: false
                    ),
                ],
                outputs: [
                    .fixed("uri", .text, "The URL."), .fixed("code", .integer(), "The status of the answer."),
                    .fixed("headers", .map(.list(.text)), "The fields of the answer."),
                    .fixed("body", .any, "The body of the answer."),
                ],
                formerly: ["io.kestra.plugin.fs.http.Trigger"],
                example: """
                    id: http_trigger
                    namespace: company.team
                    tasks:
                      - id: tell
                        type: io.kestra.plugin.core.log.Log
                        message: "{{ trigger.body }}"
                    triggers:
                      - id: poll
                        type: io.kestra.plugin.core.http.Trigger
                        uri: https://example.com/news
                        interval: PT5M
                    """
            ),
        ]
    )

    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"]

    private static let request: [Property] = [
        .dynamic("uri", .text, "The URL.", required: true),
        .dynamic("method", .choice(methods), "The method.", default: "GET"),
        .dynamic("params", .map(.any), "What is appended to the URL as its query."),
        .dynamic("body", .any, "The body."),
        .dynamic("formData", .map(.any), "The members of a form, instead of a body."),
        .dynamic("contentType", .text, "What the body is."),
        .dynamic("headers", .map(.any), "The fields of the head."),
        .fixed("options", .object(options), "How the request is made."),
        .fixed("sslOptions", .object(tls), "How certificates are checked.", replacedBy: "options.ssl"),
    ]

    private static let tls: [Property] = [
        .dynamic("insecureTrustAllCertificates", .boolean, "Whether any certificate is accepted.", default: false)
    ]

    private static let options: [Property] = [
        .fixed(
            "timeout",
            .object([
                .dynamic("connectTimeout", .duration, "How long connecting may take."),
                .dynamic("readIdleTimeout", .duration, "How long nothing may come.", default: "PT5M"),
            ]),
            "How long it may take."
        ),
        .fixed(
            "auth",
            .object([
                .fixed("type", .choice(["BASIC", "BEARER"]), "How it is shown who asks.", required: true),
                .dynamic("username", .text, "The name, for `BASIC`."),
                .dynamic("password", .text, "The password, for `BASIC`."),
                .dynamic("token", .text, "The token, for `BEARER`."),
            ]),
            "Who asks."
        ),
        .fixed("ssl", .object(tls), "How certificates are checked."),
        .fixed(
            "proxy",
            .object([
                .dynamic("type", .choice(["DIRECT", "HTTP", "SOCKS"]), "What it speaks.", default: "DIRECT"),
                .dynamic("address", .text, "Its host."), .dynamic("port", .integer(1...65_535), "Its port."),
                .dynamic("username", .text, "The name to use there."),
                .dynamic("password", .text, "The password to use there."),
            ]),
            "What the request goes through."
        ),
        .dynamic("followRedirects", .boolean, "Whether redirections are followed.", default: true),
        .dynamic("allowFailed", .boolean, "Whether any status is accepted.", default: false),
        .dynamic("allowedResponseCodes", .list(.integer(100...599)), "The statuses that are accepted beside 2xx."),
        .dynamic("defaultCharset", .text, "The character set of answers that do not name one.", default: "UTF-8"),
        .dynamic("maxContentLength", .integer(1...Int64.max), "How large an answer may be, in bytes."),
    ]
}
