import Flows
import Tenancy

/// On whose behalf something is asked of the outside.
struct ExecutionOwner: Sendable, Hashable {
    var tenant: Tenant.ID
    var execution: ExecutionID
    var flow: FlowAddress

    init(_ scope: ExecutionScope) {
        (tenant, execution, flow) = (scope.tenant, scope.record.id, scope.record.address)
    }

    init(tenant: Tenant.ID, execution: ExecutionID, flow: FlowAddress) {
        (self.tenant, self.execution, self.flow) = (tenant, execution, flow)
    }
}
