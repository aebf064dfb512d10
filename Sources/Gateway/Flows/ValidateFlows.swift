import Access
import Flows
import HTTP
import JSON
import Postgres
import Tenancy

/// Says what is wrong with declarations, and keeps nothing.
struct ValidateFlows: APIOperation, Read {
    static let route: Route = "POST /api/v1/{tenant}/flows/validate"
    static let id = "validateFlows"
    static let summary = "Validate a list of flows"
    static let permission = Permission(.flow, .validate)
    static let body = RequestBody.yamlFiles(limit: 4 << 20)

    private let text: [UInt8]
    private let contentType: String
    private let desk: FlowDesk

    init(_ request: Request) throws {
        self.text = request.body
        self.contentType = request.head.headers["content-type"] ?? ""
        self.desk = request.services.flows
    }

    var target: Target { .anywhere }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> [FlowVerdict] {
        let store = desk.store
        let contentType = contentType
        var verdicts = try await desk.read(text) { text in
            try Self.documents(of: text, contentType).enumerated().map { index, document in
                FlowVerdict(index: index, file: document.file, store.reader.read(document.text))
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

    /// The declarations that were sent, with the names of the files that they are in.
    private static func documents(
        of text: [UInt8],
        _ contentType: String
    ) throws -> [(file: String?, text: [UInt8])] {
        guard contentType.lowercased().hasPrefix("multipart/form-data") else {
            let parts = try FlowDocuments.parts(of: text)
            // Nothing at all is a flow that says nothing.
            return parts.isEmpty ? [(nil, [])] : parts.map { (nil, $0) }
        }
        return try MultipartForm(text, contentType: contentType).parts.flatMap { part in
            try FlowDocuments.parts(of: part.content).map { (part.fileName ?? part.name, $0) }
        }
    }
}

/// The contract's `ValidateConstraintViolation`.
struct FlowVerdict: JSONReply {
    let index: Int
    /// The name of the file that it is in.
    let file: String?
    let reading: FlowReading
    /// The newest revision of the flow that is kept.
    var newest: Int?

    init(index: Int, file: String?, _ reading: FlowReading) {
        self.index = index
        self.file = file
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
        json["filename"] = file.map { .string($0) }
        json["namespace"] = reading.namespace.map { .string($0) }
        json["flow"] = reading.id.map { .string($0) }
        json["constraints"] =
            errors.isEmpty ? nil : .string(errors.map(\.description).joined(separator: "\n"))
        return .object(json)
    }
}
