import Access
import Archive
import Audit
import Daemon
import EventLoop
import Executor
import Flows
public import HTTP
import JSON
import Postgres
import Provisioning
import Secrets

/// What went wrong, as a client is told: the only place where errors get their status.
struct Problem: Sendable {
    /// The status.
    var status: Status
    /// What went wrong, in a sentence that names no internals.
    var message: String
    /// The fields that are not as expected.
    var fields: [FieldError] = []
    /// Header fields that belong to the status.
    var headers: Headers = [:]
    /// The SCIM error type (RFC 7644 section 3.12), if the error has one.
    var scimType: String?

    init(
        _ status: Status,
        _ message: String,
        fields: [FieldError] = [],
        headers: Headers = [:],
        scimType: String? = nil
    ) {
        self.status = status
        self.message = message
        self.fields = fields
        self.headers = headers
        self.scimType = scimType
    }

    /// The problem of an error.
    init(_ error: any Error) {
        self =
            switch error {
            case let error as GateError: Problem(gate: error)
            case let error as AccessError: Problem(access: error)
            case let error as ProvisioningError:
                Problem(Status(error.status), error.detail, scimType: error.scimType)
            case let error as SecretsError: Problem(secrets: error)
            case let error as FlowStoreError: Problem(flows: error)
            case let error as FlowNotExecutable: Problem(.conflict, error.description)
            case let error as FilesNotKept: Problem(501, error.description)
            case let error as ExecutionConflict: Problem(.conflict, error.description)
            case let error as BulkRefusal: Problem(bulk: error)
            case let error as ExecutionStoreError: Problem(executions: error)
            case let error as ExecutionLaunchError: Problem(launch: error)
            case let error as PlanError: Problem(.unprocessable, "the flow cannot be executed: \(error)")
            case let error as FlowGraphError: Problem(.unprocessable, error.description)
            case let error as ArchiveError: Problem(archive: error)
            case let error as AuditError: Problem(audit: error)
            case let error as SignInError: Problem(signIn: error)
            case let error as CrossSiteError: Problem(crossSite: error)
            case let error as RoutingError: Problem(routing: error)
            case let error as FieldErrors:
                Problem(
                    .unprocessable,
                    "the request has \(error.errors.count == 1 ? "a field that is" : "fields that are") not as expected",
                    fields: error.errors,
                    scimType: "invalidValue"
                )
            case let error as JSONError:
                Problem(.badRequest, "the body is not valid JSON: \(error)", scimType: "invalidSyntax")
            case let error as BodyError: Problem(error.status, error.description)
            case let error as TargetError: Problem(.badRequest, error.description)
            case is WorkPoolError:
                Problem(.serviceUnavailable, "too much is asked for at once", headers: ["retry-after": "1"])
            case let error as DatabaseError: Problem(database: error)
            default:
                Problem(
                    .internalServerError,
                    "the server failed to answer; the request identifier finds the reason in its log"
                )
            }
    }

    private init(gate error: GateError) {
        switch error {
        case .unauthenticated(let reason):
            self.init(.unauthorized, reason.rawValue, headers: ["www-authenticate": "Bearer realm=\"reeve\""])
        case .hidden:
            self.init(.notFound, "not found")
        case .denied(let permission, let namespace):
            let place = namespace.map { " in the namespace `\($0)`" } ?? ""
            self.init(.forbidden, "the permission `\(permission)` is needed\(place)")
        case .superadminOnly:
            self.init(.forbidden, "only those who manage the instance may do this")
        case .throttled(let delay):
            self.init(.tooManyRequests, "too many requests", headers: ["retry-after": Self.seconds(delay)])
        }
    }

    private init(signIn error: SignInError) {
        switch error {
        case .badCredentials:
            self.init(.unauthorized, "the user name or the password is wrong")
        case .lockedOut:
            self.init(.tooManyRequests, "too many failed sign-ins; try again later", headers: ["retry-after": "60"])
        case .alreadySetUp:
            self.init(.methodNotAllowed, "the instance is set up already", headers: ["allow": "GET"])
        case .weakPassword(let faults):
            self.init(
                .unprocessable,
                "the password is not good enough",
                fields: faults.map { FieldError(field: "password", message: $0) },
                scimType: "invalidValue"
            )
        case .busy:
            self.init(.serviceUnavailable, "too many sign-ins at once", headers: ["retry-after": "1"])
        }
    }

    private init(crossSite error: CrossSiteError) {
        switch error {
        case .otherSite: self.init(.forbidden, "a request by cookie must come from this site")
        case .tokenMissing:
            self.init(.forbidden, "a request by cookie must repeat the `csrfToken` cookie in `X-CSRF-TOKEN`")
        case .tokenWrong: self.init(.forbidden, "`X-CSRF-TOKEN` does not repeat the `csrfToken` cookie of this site")
        }
    }

    private init(routing error: RoutingError) {
        switch error {
        case .unknownPath:
            self.init(.notFound, "not found")
        case .methodNotAllowed(let methods):
            self.init(
                .methodNotAllowed,
                "the path knows \(methods.joined(separator: ", "))",
                headers: ["allow": methods.joined(separator: ", ")]
            )
        case .notBuilt(let id):
            self.init(501, "`\(id)` is an operation that this release does not have")
        case .unsupportedMediaType(let expected):
            self.init(415, "expected a body of type \(expected.joined(separator: " or "))")
        }
    }

    private init(access error: AccessError) {
        switch error {
        case .notFound: self.init(.notFound, "not found")
        case .exists(let field, let value):
            self.init(
                .conflict,
                "`\(value)` is taken",
                fields: [FieldError(field: field, message: "another has this value")],
                scimType: "uniqueness"
            )
        case .inUse(let reason): self.init(.conflict, reason)
        case .managed(let what): self.init(.conflict, "\(what) is managed and cannot be changed")
        case .invalid(let field, let message):
            self.init(
                .unprocessable,
                "the request has a field that is not as expected",
                fields: [FieldError(field: field, message: message)]
            )
        case .notAllowed(let reason): self.init(.forbidden, reason)
        }
    }

    private init(secrets error: SecretsError) {
        switch error {
        case .notFound: self.init(.notFound, "not found")
        case .tooLong:
            self.init(
                .unprocessable,
                "the request has a field that is not as expected",
                fields: [FieldError(field: "value", message: error.description)]
            )
        case .keyUnavailable, .keyFile, .keyVariable:
            self.init(.serviceUnavailable, "a key that protects the tenant's secrets is not available")
        case .notAuthentic:
            self.init(.internalServerError, "what is stored of the secret is damaged; nothing was changed")
        case .cryptography:
            self.init(
                .internalServerError,
                "the server failed to answer; the request identifier finds the reason in its log"
            )
        }
    }

    private init(flows error: FlowStoreError) {
        switch error {
        case .notFound: self.init(.notFound, "not found")
        case .exists(let address):
            self.init(
                .conflict,
                error.description,
                fields: [FieldError(field: "id", message: "`\(address.id)` is taken")]
            )
        case .invalid(let problems):
            self.init(
                .unprocessable,
                "the flow cannot be used: \(problems.map(\.description).joined(separator: "; "))",
                fields: problems.map {
                    FieldError(field: $0.path, message: "line \($0.line), column \($0.column): \($0.message)")
                }
            )
        case .otherFlow, .repeated, .notEditable, .tooMany, .tooLarge: self.init(.unprocessable, error.description)
        case .readOnly: self.init(.forbidden, error.description)
        case .changedMeanwhile, .isCurrent: self.init(.conflict, error.description)
        }
    }

    private init(executions error: ExecutionStoreError) {
        switch error {
        case .notFound: self.init(.notFound, "not found")
        case .tooLarge, .tooMany: self.init(.unprocessable, error.description)
        case .tooManyWaiting: self.init(.serviceUnavailable, error.description, headers: ["retry-after": "1"])
        case .leaseLost:
            self.init(
                .internalServerError,
                "the server failed to answer; the request identifier finds the reason in its log"
            )
        }
    }

    private init(launch error: ExecutionLaunchError) {
        switch error {
        case .inputs(let errors): self.init(errors)
        case .blocked: self.init(.conflict, "a check of the flow does not hold: \(error)")
        case .noKey: self.init(.serviceUnavailable, error.description)
        }
    }

    private init(bulk error: BulkRefusal) {
        self.init(
            .badRequest,
            "nothing was changed: \(error.invalids.count) of the executions cannot be changed so",
            fields: error.invalids.map { FieldError(field: $0.id, message: $0.reason) }
        )
    }

    private init(archive error: ArchiveError) {
        switch error {
        case .outOfMemory, .unwritable:
            self.init(
                .internalServerError,
                "the server failed to answer; the request identifier finds the reason in its log"
            )
        default:
            self.init(
                .unprocessable,
                "the archive cannot be used: \(error)",
                fields: [FieldError(field: "fileUpload", message: error.description)]
            )
        }
    }

    private init(audit error: AuditError) {
        switch error {
        case .unrebuildable(let reason): self.init(.conflict, "the states cannot be told: \(reason)")
        case .unrelated:
            self.init(
                .unprocessable,
                "the request has a field that is not as expected",
                fields: [FieldError(field: "previousId", message: "expected an earlier record of the same object")]
            )
        case .malformed, .unknownVersion:
            self.init(
                .internalServerError,
                "the server failed to answer; the request identifier finds the reason in its log"
            )
        }
    }

    private init(database error: DatabaseError) {
        switch error {
        case .connection, .timeout, .poolExhausted, .closed:
            self.init(
                .serviceUnavailable,
                "the database cannot be reached or is busy; nothing was changed",
                headers: ["retry-after": "1"]
            )
        case .cancelled:
            // Work is cancelled when nobody is left to be answered: a client that hung up is no failure of the server's.
            self.init(.badRequest, "the client closed the connection; nothing was changed")
        case .commitUnknown:
            self.init(
                .serviceUnavailable,
                // Nothing that asks for the same again: it would be done a second time.
                "the database was lost while it committed; whether the change was made must be looked up"
            )
        case .server where error.sqlState == "53100":
            self.init(507, "the database has no room left; nothing was changed", headers: ["retry-after": "10"])
        case .server where error.sqlState?.hasPrefix("53") == true:
            self.init(
                .serviceUnavailable,
                "the database is short of memory or of connections; nothing was changed",
                headers: ["retry-after": "1"]
            )
        case .server where error.sqlState == "57014":
            // `pg_cancel_backend`; a limit or a cancellation of our own is told as what it is before.
            self.init(
                .serviceUnavailable,
                "the statement was cancelled at the database; nothing was changed",
                headers: ["retry-after": "1"]
            )
        case .server where error.isRetriable:
            self.init(.serviceUnavailable, "the change met another; nothing was changed", headers: ["retry-after": "1"])
        default:
            self.init(
                .internalServerError,
                "the server failed to answer; the request identifier finds the reason in its log"
            )
        }
    }

    private static func seconds(_ duration: Duration) -> String {
        "\(max(1, Int((duration / .seconds(1)).rounded(.up))))"
    }
}

/// In which shape a client is told of a problem.
enum ProblemDialect: Sendable {
    /// Problem details (RFC 9457) with the contract's `message`.
    case api
    /// The error of RFC 7644 section 3.12.
    case scim

    /// The shape for a path that no route was found for.
    static func of(path: String) -> ProblemDialect {
        path.contains("/scim/v2") ? .scim : .api
    }
}

extension Gateway {
    /// The response to what was refused before it was a request.
    public static func edgeError(_ status: Status, _ reason: String) -> Response {
        Response(
            json: [
                "type": "about:blank", "title": .string(status.phrase), "status": JSON(status.code),
                "detail": .string(reason), "message": .string(reason),
            ],
            status: status,
            contentType: "application/problem+json"
        )
    }
}

extension Problem {
    /// The response that tells a client.
    func response(in dialect: ProblemDialect, for head: RequestHead, requestID: String) -> Response {
        var response =
            switch dialect {
            case .api:
                Response(
                    json: details(path: head.path, requestID: requestID),
                    status: status,
                    contentType: "application/problem+json"
                )
            case .scim: Response(json: scimError, status: scimStatus, contentType: "application/scim+json")
            }
        for (name, value) in headers.all {
            response.headers.append(name, value)
        }
        return response
    }

    private func details(path: String, requestID: String) -> JSON {
        var json: JSONObject = [
            "type": "about:blank", "title": JSON(status.phrase), "status": JSON(status.code), "detail": JSON(message),
            "message": JSON(message), "instance": JSON(path), "requestId": JSON(requestID),
        ]
        if !fields.isEmpty {
            json["errors"] = .array(fields.map { ["field": JSON($0.field), "message": JSON($0.message)] })
        }
        return .object(json)
    }

    private var scimError: JSON {
        let detail = ([message] + fields.map { "`\($0.field)`: \($0.message)" }).joined(separator: "; ")
        var json: JSONObject = [
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": JSON("\(scimStatus.code)"),
            "detail": JSON(detail),
        ]
        if let scimType, [400, 409].contains(scimStatus.code) {
            json["scimType"] = JSON(scimType)
        }
        return .object(json)
    }

    private var scimStatus: Status { status.code == 422 ? 400 : status }
}
