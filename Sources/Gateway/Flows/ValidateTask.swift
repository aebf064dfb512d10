import Access
import Flows
import JSON
import Postgres
import Tenancy

/// Says what is wrong with one task or one trigger.
struct ValidateTask: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/flows/validate/task"
    static let id = "validateTask"
    static let summary = "Validate a task"
    static let permission = Permission(.flow, .validate)
    static let body = RequestBody.yaml()
    static let fields: [FieldDescription] = [
        .query("section", "TASKS | TRIGGERS", required: true, "What the body is.")
    ]

    /// What a part of a flow is.
    enum Section: String, CaseIterable, Sendable {
        case tasks = "TASKS"
        case triggers = "TRIGGERS"
    }

    private let source: [UInt8]
    private let section: Section
    private let desk: FlowDesk

    init(_ request: Request) throws {
        self.section = try request.option("section")
        self.source = request.body
        self.desk = request.services.flows
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> FlowPartVerdict {
        let (section, reader) = (section, desk.store.reader)
        return FlowPartVerdict(
            problems: try await desk.read(source) { source in
                section == .tasks ? reader.problems(ofTask: source) : reader.problems(ofTrigger: source)
            }
        )
    }
}

/// The contract's `ValidateConstraintViolation` of a part of a flow.
struct FlowPartVerdict: JSONReply {
    let problems: [FlowProblem]

    var json: JSON {
        let errors = problems.filter { $0.severity == .error }
        let warnings = problems.filter { $0.severity == .warning }
        var json: JSONObject = [
            "index": 0, "outdated": false,
            "deprecationPaths": JSON(strings: warnings.filter { $0.rule == .deprecated }.map(\.path)),
            "warnings": JSON(strings: warnings.map(\.description)), "infos": [],
        ]
        json["constraints"] =
            errors.isEmpty ? nil : .string(errors.map(\.description).joined(separator: "\n"))
        return .object(json)
    }
}
