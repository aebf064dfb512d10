import Access
import Flows
import JSON
import Postgres
import Tenancy

/// Says what is wrong with declarations, and keeps nothing.
struct ValidateFlows: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/flows/validate"
    static let id = "validateFlows"
    static let summary = "Validate a list of flows"
    static let permission = Permission(.flow, .validate)
    static let body = RequestBody.yaml(limit: 4 << 20)

    private let text: [UInt8]
    private let desk: FlowDesk

    init(_ request: Request) throws {
        self.text = request.body
        self.desk = request.services.flows
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [FlowVerdict] {
        let store = desk.store
        var verdicts = try await desk.read(text) { text in
            let parts = try FlowDocuments.parts(of: text)
            // Nothing at all is a flow that says nothing.
            return (parts.isEmpty ? [[]] : parts).enumerated().map { index, part in
                FlowVerdict(index: index, store.reader.read(part))
            }
        }
        let visible = principal.namespaces(for: .view)
        let known = try await store.list(
            verdicts.compactMap(\.address).filter { visible.contains($0.namespace) },
            in: principal.tenant,
            tx
        )
        let revisions = Dictionary(uniqueKeysWithValues: known.map { ($0.address, $0.revision) })
        for index in verdicts.indices {
            verdicts[index].newest = verdicts[index].address.flatMap { revisions[$0] }
        }
        return verdicts
    }
}

/// The contract's `ValidateConstraintViolation`.
struct FlowVerdict: JSONReply {
    let index: Int
    let reading: FlowReading
    /// The newest revision of the flow that is kept.
    var newest: Int?

    init(index: Int, _ reading: FlowReading) {
        self.index = index
        self.reading = reading
    }

    /// The flow, if it can be told which it is.
    var address: FlowAddress? {
        guard let namespace = reading.namespace.flatMap({ Namespace.Name($0) }),
            let id = reading.id.flatMap({ Flow.ID($0) })
        else { return nil }
        return FlowAddress(namespace, id)
    }

    var json: JSON {
        let errors = reading.errors
        let warnings = reading.warnings
        let claimed = reading.flow?.revision
        var json: JSONObject = [
            "index": JSON(index),
            "outdated": .bool(newest.map { newest in (claimed ?? .max) < Int64(newest) } ?? false),
            "deprecationPaths": JSON(strings: warnings.filter { $0.rule == .deprecated }.map(\.path)),
            "warnings": JSON(strings: warnings.map(\.description)), "infos": [],
        ]
        json["namespace"] = reading.namespace.map { .string($0) }
        json["flow"] = reading.id.map { .string($0) }
        json["constraints"] =
            errors.isEmpty ? nil : .string(errors.map(\.description).joined(separator: "\n"))
        return .object(json)
    }
}
