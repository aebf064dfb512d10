import Access
import Archive
import Audit
import Flows
import HTTP
import JSON
import Postgres
import Tenancy

/// Makes or changes the flows of an archive, or of a text of several documents.
///
/// What cannot be used is told, and does not keep the rest from being imported unless `failOnError` says so.
struct ImportFlows: APIOperation, PreparedChange {
    static let route: Route = "POST /api/v1/{tenant}/flows/import"
    static let id = "importFlows"
    static let summary =
        "Import flows as a ZIP archive of yaml sources or a multi-objects YAML file; what could not be imported is answered"
    static let permission = Permission(.flow, .import)
    static let body = RequestBody.multipart(limit: 8 << 20)
    static let fields: [FieldDescription] = [
        .query("failOnError", "boolean", "Import nothing if anything cannot be used."),
        .body("fileUpload", "file", required: true, "A ZIP archive of YAML files, or YAML of several documents."),
    ]

    private let form: [UInt8]
    private let contentType: String
    private let failsOnError: Bool
    private let desk: FlowDesk
    private var reading: Reading?

    /// What came of reading the upload.
    fileprivate struct Reading: Sendable {
        var declarations: [FlowDeclaration] = []
        /// The names of files, or the positions of documents, that cannot be used.
        var rejected: [String] = []
        var problems: [FlowProblem] = []
    }

    init(_ request: Request) throws {
        self.failsOnError = try request.flag("failOnError")
        self.form = request.body
        self.contentType = request.head.headers["content-type"] ?? ""
        self.desk = request.services.flows
    }

    var target: Target { .anywhere }

    mutating func prepare() async throws {
        let (form, contentType, store) = (form, contentType, desk.store)
        reading = try await desk.away {
            let form = try MultipartForm(form, contentType: contentType)
            guard let upload = form["fileUpload"] else { throw FieldErrors("fileUpload", "is required") }
            return try Self.read(upload, store)
        }
    }

    func callAsFunction(by principal: Principal, in tx: borrowing Transaction) async throws -> Recorded<JSON> {
        guard let reading else { throw FieldErrors("fileUpload", "is required") }
        if failsOnError, !reading.problems.isEmpty { throw FlowStoreError.invalid(reading.problems) }
        for declaration in reading.declarations {
            try principal.require(.import, in: declaration.address.namespace)
        }
        let changes = try await desk.store.save(
            reading.declarations,
            by: principal.author,
            in: principal.tenant,
            tx
        )
        for change in changes where change.isChange {
            try principal.require(change.before == nil ? .create : .update, in: change.address.namespace)
        }
        return Recorded(JSON(strings: reading.rejected), changes.flatMap(\.recorded))
    }

    private static func read(_ upload: [UInt8], _ store: FlowStore) throws -> Reading {
        var reading = Reading()
        if ZIPArchive.isLikely(upload) {
            let limits = ArchiveLimits(maximumEntries: FlowStore.changeLimit)
            for entry in try ZIPArchive.entries(of: upload, limits: limits) where isDeclaration(entry.name) {
                for part in try FlowDocuments.parts(of: entry.content) {
                    reading.add(part, named: entry.name, store)
                }
            }
        } else {
            for (index, part) in try FlowDocuments.parts(of: upload).enumerated() {
                reading.add(part, named: "\(index)", store)
            }
        }
        return reading
    }

    /// Whether a file of an archive is one of flows; others are passed over.
    private static func isDeclaration(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.hasSuffix(".yml") || name.hasSuffix(".yaml")
    }
}

extension ImportFlows.Reading {
    fileprivate mutating func add(_ part: [UInt8], named name: String, _ store: FlowStore) {
        do throws(FlowStoreError) {
            declarations.append(try FlowDeclaration(part, with: store.reader))
        } catch {
            if !rejected.contains(name) { rejected.append(name) }
            guard case .invalid(let found) = error, problems.count < 100 else { return }
            problems += found.map { problem in
                var problem = problem
                problem.path = problem.path.isEmpty ? name : "\(name): \(problem.path)"
                return problem
            }
        }
    }
}
