/// A kind of thing that rights are given on and that audit records are about, by the names of the public API.
public enum Resource: String, Sendable, CaseIterable {
    /// Flows with their revisions, graphs and dependencies.
    case flow = "FLOW"
    /// Executions with their state, logs, outputs and files.
    case execution = "EXECUTION"
    /// Triggers of flows.
    case trigger = "TRIGGER"
    /// Namespaces.
    case namespace = "NAMESPACE"
    /// Entries of the key-value store.
    case kvstore = "KVSTORE"
    /// Named sets of inputs that flows share.
    case reusableInputs = "REUSABLE_INPUTS"
    /// Dashboards.
    case dashboard = "DASHBOARD"
    /// Secrets of namespaces.
    case secret = "SECRET"
    /// Sources of short-lived tokens.
    case credential = "CREDENTIAL"
    /// Templates of flows, apps and dashboards.
    case blueprint = "BLUEPRINT"
    /// Forms and portals over flows.
    case app = "APP"
    /// The audit log.
    case auditlog = "AUDITLOG"
    /// Settings of the instance.
    case systemSettings = "SYSTEM_SETTINGS"
    /// Settings of the tenant.
    case tenantSettings = "TENANT_SETTINGS"
    /// Suites of tests of flows.
    case testsuite = "TESTSUITE"
    /// Items of the inventory.
    case asset = "ASSET"
    /// Users and their access to the tenant.
    case user = "USER"
    /// Groups of users and service accounts.
    case group = "GROUP"
    /// Roles.
    case role = "ROLE"
    /// Bindings of roles to users and groups.
    case binding = "BINDING"
    /// Accounts of programs.
    case serviceAccount = "SERVICE_ACCOUNT"
    /// Invitations.
    case invitation = "INVITATION"
    /// Help in writing flows.
    case copilot = "COPILOT"
    /// Servers that offer flows as tools.
    case mcpServer = "MCP_SERVER"
    /// Tickets to those who support the product.
    case support = "SUPPORT"
    /// Governance policies.
    case policy = "POLICY"
    /// Runs of apps; given through ``app``.
    case appExecution = "APP_EXECUTION"
    /// Files of namespaces; given through ``namespace``.
    case namespaceFile = "NAMESPACE_FILE"
    /// Runs of test suites; given through ``testsuite``.
    case testsuiteRun = "TESTSUITE_RUN"
    /// The access of users to the tenant; given through ``user``.
    case tenantAccess = "TENANT_ACCESS"
    /// Identity providers that provision a tenant.
    case securityIntegration = "SECURITY_INTEGRATION"
    /// Switches that stop executions.
    case killSwitch = "KILL_SWITCH"
    /// Tenants.
    case tenant = "TENANT"
    /// Installed plugins.
    case versionedPlugin = "VERSIONED_PLUGIN"
    /// Groups of workers.
    case workerGroup = "WORKER_GROUP"
    /// Queues of work.
    case workerQueue = "WORKER_QUEUE"
    /// The instance itself: its services, maintenance, sign-in.
    case instance = "INSTANCE"
    /// A kind that this release does not know; nothing grants it.
    case unknown = "UNKNOWN"
}

extension Resource {
    /// How far a right on a resource can reach.
    public enum Reach: Sendable {
        /// A namespace and all below it, or the whole tenant.
        case namespace
        /// The whole tenant only: a binding on a namespace does not give it.
        case tenant
        /// The instance: no role gives it, only the management of the instance.
        case instance
    }

    /// How far a right on the resource can reach.
    ///
    /// What lies in a namespace is reached by bindings on namespaces, also those kinds of which some objects lie in none: for
    /// these the right in the whole tenant is asked for.
    public var reach: Reach {
        switch self {
        case .flow, .execution, .trigger, .namespace, .kvstore, .reusableInputs, .secret, .credential, .app, .testsuite,
            .asset, .policy, .appExecution, .namespaceFile, .testsuiteRun:
            .namespace
        case .dashboard, .blueprint, .auditlog, .systemSettings, .tenantSettings, .user, .group, .role, .binding,
            .serviceAccount, .invitation, .copilot, .mcpServer, .tenantAccess:
            .tenant
        case .support, .securityIntegration, .killSwitch, .tenant, .versionedPlugin, .workerGroup, .workerQueue,
            .instance,
            .unknown:
            .instance
        }
    }

    /// The actions that the resource has, in the order of ``Action``.
    ///
    /// Kinds that only audit records speak of have none: ``grantedThrough`` tells which resource stands for them.
    public var actions: [Action] {
        switch self {
        case .flow: Action.basic + [.execute, .export, .import, .disable, .enable, .validate]
        case .execution:
            Action.basic + [
                .restart, .kill, .replay, .pause, .resume, .unqueue, .forceRun, .follow, .changeLabels, .accessLogs,
                .accessOutputs, .accessFiles, .export,
            ]
        case .trigger: Action.basic + [.restart, .export, .disable, .enable, .unlock, .backfill]
        case .namespace: Action.basic + [.manageFiles]
        case .app: Action.basic + [.execute, .accessLogs, .accessFiles]
        case .testsuite: Action.basic + [.execute]
        case .auditlog: [.view, .list, .export]
        case .user: Action.basic + [.manageGroupMembership, .impersonate]
        case .group: Action.basic + [.manageMembers]
        case .copilot: [.use]
        case .systemSettings, .tenantSettings: [.view, .update]
        case .kvstore, .reusableInputs, .dashboard, .secret, .credential, .blueprint, .asset, .role, .binding,
            .serviceAccount, .invitation, .mcpServer, .policy, .killSwitch, .tenant, .versionedPlugin, .workerGroup,
            .workerQueue:
            Action.basic
        case .securityIntegration: Action.basic + [.disable, .enable]
        case .instance: [.view, .list, .update]
        case .support: [.view, .create]
        case .appExecution, .namespaceFile, .testsuiteRun, .tenantAccess, .unknown: []
        }
    }

    /// Whether roles can give rights on the resource.
    public var isGrantable: Bool { reach != .instance && !actions.isEmpty }

    /// The resource that stands for this one in roles, `nil` if it stands for itself or no role gives it.
    public var grantedThrough: Resource? {
        switch self {
        case .appExecution: .app
        case .namespaceFile: .namespace
        case .testsuiteRun: .testsuite
        case .tenantAccess: .user
        default: nil
        }
    }
}

extension Resource {
    /// The position among all resources, below 38.
    public var index: Int {
        switch self {
        case .flow: 0
        case .execution: 1
        case .trigger: 2
        case .namespace: 3
        case .kvstore: 4
        case .reusableInputs: 5
        case .dashboard: 6
        case .secret: 7
        case .credential: 8
        case .blueprint: 9
        case .app: 10
        case .auditlog: 11
        case .systemSettings: 12
        case .tenantSettings: 13
        case .testsuite: 14
        case .asset: 15
        case .user: 16
        case .group: 17
        case .role: 18
        case .binding: 19
        case .serviceAccount: 20
        case .invitation: 21
        case .copilot: 22
        case .mcpServer: 23
        case .support: 24
        case .policy: 25
        case .appExecution: 26
        case .namespaceFile: 27
        case .testsuiteRun: 28
        case .tenantAccess: 29
        case .securityIntegration: 30
        case .killSwitch: 31
        case .tenant: 32
        case .versionedPlugin: 33
        case .workerGroup: 34
        case .workerQueue: 35
        case .instance: 36
        case .unknown: 37
        }
    }
}
