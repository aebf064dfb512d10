extension QueryFilter {
    /// A field that can be searched by, by the names of the public API.
    public struct Field: Sendable, Hashable, CustomStringConvertible {
        /// The name as the API writes it.
        public let description: String

        fileprivate init(_ name: String) {
            description = name
        }

        /// Finds a field by its name in any of the forms that clients send: `flowId`, `FLOW_ID`, `flow_id`.
        ///
        /// - Parameter text: The name.
        public init?(named text: String) {
            guard let field = Self.byKey[Self.key(of: text)] else { return nil }
            self = field
        }

        /// Lower case without underscores: what the forms of a name have in common.
        private static func key(of name: String) -> String {
            String(decoding: name.utf8.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self).lowercased()
        }

        private static let byKey: [String: Field] = {
            var fields = Dictionary(
                (all + ours).map { (key(of: $0.description), $0) },
                uniquingKeysWith: { first, _ in first }
            )
            // Names of clients of other releases.
            fields["query"] = .query
            fields["group"] = .groupList
            fields["instanceowner"] = .superAdmin
            return fields
        }()
    }
}

extension QueryFilter.Field {
    /// Any of the texts of an object.
    public static let query = Self("q")
    /// Whether objects of users or of the system are meant.
    public static let scope = Self("scope")
    /// The namespace that an object lies in.
    public static let namespace = Self("namespace")
    /// What kind an execution is of.
    public static let kind = Self("kind")
    /// Where a policy applies.
    public static let policyScope = Self("POLICY_SCOPE")
    /// How a policy is enforced.
    public static let enforcement = Self("ENFORCEMENT")
    /// Labels, by name.
    public static let labels = Self("labels")
    /// Tags, by name.
    public static let tags = Self("tags")
    /// Metadata, by name.
    public static let metadata = Self("metadata")
    /// The identifier of a flow.
    public static let flowID = Self("flowId")
    /// The revision of a flow.
    public static let flowRevision = Self("flowRevision")
    /// The identifier of the object.
    public static let id = Self("id")
    /// The identifier of an asset.
    public static let assetID = Self("assetId")
    /// The type of the object.
    public static let type = Self("type")
    /// What was done.
    public static let action = Self("action")
    /// When the object was made.
    public static let created = Self("created")
    /// When the object was changed.
    public static let updated = Self("updated")
    /// When something started, or the beginning of a time.
    public static let startDate = Self("startDate")
    /// When something ended, or the end of a time.
    public static let endDate = Self("endDate")
    /// When the object expires.
    public static let expirationDate = Self("expirationDate")
    /// The state of an execution.
    public static let state = Self("state")
    /// The status of the object.
    public static let status = Self("status")
    /// The e-mail address of a user.
    public static let email = Self("email")
    /// A duration until now.
    public static let timeRange = Self("timeRange")
    /// The identifier of the parent.
    public static let parentID = Self("parentId")
    /// The execution that triggered another.
    public static let triggerExecutionID = Self("triggerExecutionId")
    /// The identifier of a trigger.
    public static let triggerID = Self("triggerId")
    /// The state of a trigger.
    public static let triggerState = Self("triggerState")
    /// The identifier of an execution.
    public static let executionID = Self("executionId")
    /// The identifier of a task.
    public static let taskID = Self("taskId")
    /// The identifier of the run of a task.
    public static let taskRunID = Self("taskRunId")
    /// The number of an attempt.
    public static let attemptNumber = Self("attemptNumber")
    /// Whether children are meant.
    public static let childFilter = Self("childFilter")
    /// The identifier of a worker.
    public static let workerID = Self("workerId")
    /// Whether only what exists is meant.
    public static let existingOnly = Self("existingOnly")
    /// The identifier of a user.
    public static let userID = Self("userId")
    /// Kinds of resources.
    public static let resources = Self("resources")
    /// Details of an audit record, by name.
    public static let details = Self("details")
    /// The level of a log line.
    public static let level = Self("level")
    /// A path.
    public static let path = Self("path")
    /// The path of the parent.
    public static let parentPath = Self("parentPath")
    /// A version.
    public static let version = Self("version")
    /// Whether the object is in use.
    public static let enabled = Self("enabled")
    /// The name of a user.
    public static let username = Self("username")
    /// The name of the object.
    public static let name = Self("name")
    /// The groups of a user.
    public static let groupList = Self("groupList")
    /// The identifier that an identity provider has for the object.
    public static let externalID = Self("external_id")
    /// When the object has expired.
    public static let expiredAt = Self("expired_at")
    /// Whether a user manages the instance.
    public static let superAdmin = Self("super_admin")
    /// Where something comes from.
    public static let source = Self("source")
    /// Whether the object is locked.
    public static let locked = Self("locked")
    /// When a trigger fired last.
    public static let lastTriggeredDate = Self("lastTriggeredDate")
    /// When a trigger will fire next.
    public static let nextExecutionDate = Self("nextExecutionDate")
    /// The identifier of an artifact.
    public static let artifactID = Self("artifactId")

    /// Every field, in the order of the contract.
    public static let all: [Self] = [
        .query, .scope, .namespace, .kind, .policyScope, .enforcement, .labels, .tags, .metadata, .flowID,
        .flowRevision,
        .id, .assetID, .type, .action, .created, .updated, .startDate, .endDate, .expirationDate, .state, .status,
        .email,
        .timeRange, .parentID, .triggerExecutionID, .triggerID, .triggerState, .executionID, .taskID, .taskRunID,
        .attemptNumber, .childFilter, .workerID, .existingOnly, .userID, .resources, .details, .level, .path,
        .parentPath,
        .version, .enabled, .username, .name, .groupList, .externalID, .expiredAt, .superAdmin, .source, .locked,
        .lastTriggeredDate, .nextExecutionDate, .artifactID,
    ]

    /// When something happened; not in the contract, as the following.
    public static let date = Self("date")
    /// How something ended.
    public static let outcome = Self("outcome")
    /// The permission that was asked for.
    public static let permission = Self("permission")
    /// The address that a request came from.
    public static let ip = Self("ip")
    /// The identifier of a request.
    public static let requestID = Self("requestId")
    /// The identifier of a trace.
    public static let traceID = Self("traceId")
    /// In whose name something was done.
    public static let onBehalfOf = Self("onBehalfOf")

    /// The fields that are not in the contract.
    public static let ours: [Self] = [.date, .outcome, .permission, .ip, .requestID, .traceID, .onBehalfOf]

    /// Whether a condition can name an entry of the field: `filters[labels][EQUALS][team]=core`.
    public var hasEntries: Bool {
        switch self {
        case .labels, .tags, .metadata, .details: true
        default: false
        }
    }
}
