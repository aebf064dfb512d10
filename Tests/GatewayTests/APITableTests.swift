import Access
import FoundationEssentials
import JSON
import Tenancy
import Testbed
import Testing

@testable import Gateway

/// An operation of the contract.
private struct ContractOperation: Hashable {
    let route: String
    let id: String

    /// The reference stands beside the package, where it is there at all.
    private static let path: String = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(package)/../shared/reference/api-operations.tsv"
    }()

    static let isAtHand = FileManager.default.fileExists(atPath: path)

    /// A route without the names of its parameters: they are ours to choose.
    static func anonymous(_ route: String) -> String {
        route.split(separator: "/").map { $0.hasPrefix("{") ? "{}" : String($0) }.joined(separator: "/")
    }

    static func all() throws -> Set<ContractOperation> {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let rows = text.split(separator: "\n").dropFirst().map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
        return Set(rows.map { ContractOperation(route: anonymous("\($0[0]) \($0[1])"), id: String($0[2])) })
    }
}

@Suite("The route table")
struct APITableTests {
    private let endpoints = APITable.endpoints

    @Test func `every entry has a permission that is defined, an identifier, a tag and a summary`() {
        for endpoint in endpoints where !endpoint.isOpen {
            #expect(endpoint.permission.isDefined, "\(endpoint.route): \(endpoint.permission)")
        }
        for endpoint in endpoints {
            #expect(!endpoint.id.isEmpty && !endpoint.summary.isEmpty && !endpoint.tag.isEmpty, "\(endpoint.route)")
        }
    }

    @Test func `no two entries have the same route or the same identifier`() {
        var routes: Set<Route> = []
        for endpoint in endpoints {
            #expect(routes.insert(endpoint.route).inserted, "\(endpoint.route)")
        }
        let ids = endpoints.filter(\.isInContract).map { "\($0.route.method) \($0.id)" }
        #expect(Set(ids).count == ids.count)
    }

    @Test(.enabled(if: ContractOperation.isAtHand))
    func `an entry of the contract has the contract's route and identifier`() throws {
        let contract = try ContractOperation.all()
        for endpoint in endpoints where endpoint.isInContract {
            let operation = ContractOperation(
                route: ContractOperation.anonymous(endpoint.route.description),
                id: endpoint.id
            )
            #expect(contract.contains(operation), "\(endpoint.route) \(endpoint.id)")
        }
    }
}

@Suite("Every route", .database)
struct EveryRouteTests {
    let harness: GatewayHarness
    init() async throws { harness = try await GatewayHarness() }

    private func line(_ endpoint: Endpoint, tenant: String) -> String {
        let segments = endpoint.route.segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .parameter("tenant"): tenant
            case .parameter: "0190163d-8694-739b-aea5-966c26f8ad91"
            }
        }
        return "\(endpoint.route.method) /\(segments.joined(separator: "/"))"
    }

    @Test func `lets nobody through who shows nothing`() async {
        for endpoint in APITable.endpoints where !endpoint.isOpen {
            let answer = await harness.send(line(endpoint, tenant: "acme"), json: [:], as: .nobody)
            #expect(answer.status == 401, "\(endpoint.route): \(answer.status)")
        }
    }

    @Test func `hides a tenant from those who are not its members`() async {
        for endpoint in APITable.endpoints where endpoint.scope == .tenant && !endpoint.isOpen {
            let foreign = await harness.send(line(endpoint, tenant: "acme"), json: [:], as: .stranger)
            let unknown = await harness.send(line(endpoint, tenant: "nowhere"), json: [:], as: .stranger)
            #expect(foreign.status == unknown.status, "\(endpoint.route)")
            #expect(foreign["message"] == unknown["message"], "\(endpoint.route)")
            #expect(foreign.status >= 400, "\(endpoint.route)")
        }
    }
}
