import Tenancy
import Testing

@Suite("Resources, actions and permissions")
struct PermissionTests {
    @Test func `have the names and the number that the contract has`() {
        #expect(Resource.allCases.count == 38)
        #expect(Action.allCases.count == 32)
        #expect(Action.allCases.filter { $0 != .unknown }.count == 31)
        #expect(Resource(rawValue: "KVSTORE") == .kvstore)
        #expect(Resource(rawValue: "REUSABLE_INPUTS") == .reusableInputs)
        #expect(Action(rawValue: "FORCE_RUN") == .forceRun)
        #expect(Resource(rawValue: "flow") == nil)
    }

    @Test func `are numbered without gaps in the order of their declaration`() {
        #expect(Resource.allCases.map(\.index) == Array(0..<38))
        #expect(Action.allCases.map(\.index) == Array(0..<32))
    }

    @Test func `make 146 permissions that roles can hold`() {
        #expect(Permission.grantable.count == 146)
        #expect(Set(Permission.grantable).count == 146)
        #expect(Set(Permission.grantable.map(\.resource)).count == 25)
        #expect(Permission.all.allSatisfy { $0.isDefined })
        #expect(Resource.allCases.allSatisfy { $0.actions == $0.actions.sorted { $0.index < $1.index } })
    }

    @Test(
        arguments: [
            (.flow, 11), (.execution, 18), (.trigger, 11), (.namespace, 6), (.kvstore, 5), (.app, 8), (.testsuite, 6),
            (.auditlog, 3), (.user, 7), (.group, 6), (.copilot, 1), (.systemSettings, 2), (.tenantSettings, 2),
            (.tenantAccess, 0), (.namespaceFile, 0), (.unknown, 0),
        ] as [(Resource, Int)]
    )
    func `give each resource its actions`(_ resource: Resource, _ count: Int) {
        #expect(resource.actions.count == count)
    }

    @Test func `do not let a role hold what is the instance's`() {
        for resource in [Resource.tenant, .securityIntegration, .instance, .killSwitch, .workerGroup] {
            #expect(!resource.isGrantable)
            #expect(!Permission(resource, .view).isGrantable)
        }
        #expect(Resource.tenantAccess.grantedThrough == .user)
        #expect(Resource.allCases.allSatisfy { $0.grantedThrough?.isGrantable != false })
    }

    @Test func `have a text form that reads back`() {
        for permission in Permission.all {
            #expect(Permission(permission.description) == permission)
        }
        #expect(Permission(.serviceAccount, .create).description == "service_account.create")
        #expect(Permission(.execution, .forceRun).description == "execution.force_run")
    }

    @Test(arguments: [
        "", ".", "flow", "flow.", ".view", "flow.kill", "FLOW.VIEW", "flow.view.all", "flow.unknown", "unknown.view",
        "flow view", "tenant_access.create", "ﬂow.view",
    ])
    func `refuse a text that names none`(_ text: String) {
        #expect(Permission(text) == nil)
    }
}

@Suite("Finding the nearest name")
struct NearestNameTests {
    @Test(arguments: [
        ("EXEUTE", "EXECUTE"), ("veiw", "VIEW"), ("viwe", "VIEW"), ("LISTS", "LIST"), ("updat", "UPDATE"),
    ])
    func `finds what was meant`(_ typed: String, _ meant: String) {
        #expect(NearestName.of(typed, among: Action.allCases.map(\.rawValue)) == meant)
    }

    @Test(arguments: ["", "zzzzz", "permission", String(repeating: "VIEW", count: 20)])
    func `finds nothing where nothing is near`(_ typed: String) {
        #expect(NearestName.of(typed, among: Action.allCases.map(\.rawValue)) == nil)
        #expect(NearestName.hint(typed, among: ["VIEW"]).isEmpty)
    }
}
