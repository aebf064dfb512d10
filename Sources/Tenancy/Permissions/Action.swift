/// What can be done with a resource, by the names of the public API.
///
/// Not every action applies to every resource: ``Resource/actions`` says which do.
public enum Action: String, Sendable, CaseIterable {
    /// Read one object.
    case view = "VIEW"
    /// Search or list objects.
    case list = "LIST"
    /// Make an object.
    case create = "CREATE"
    /// Change an object.
    case update = "UPDATE"
    /// Remove an object.
    case delete = "DELETE"
    /// Start an execution, an app or a test.
    case execute = "EXECUTE"
    /// Start again what has ended or failed.
    case restart = "RESTART"
    /// Stop an execution at once.
    case kill = "KILL"
    /// Run an execution anew from a task.
    case replay = "REPLAY"
    /// Halt an execution before its next task.
    case pause = "PAUSE"
    /// Go on with a paused execution.
    case resume = "RESUME"
    /// Let a queued execution run.
    case unqueue = "UNQUEUE"
    /// Let an execution run whatever holds it back.
    case forceRun = "FORCE_RUN"
    /// Watch an execution as it proceeds.
    case follow = "FOLLOW"
    /// Set the labels of an execution.
    case changeLabels = "CHANGE_LABELS"
    /// Read the logs of executions.
    case accessLogs = "ACCESS_LOGS"
    /// Read the outputs of executions.
    case accessOutputs = "ACCESS_OUTPUTS"
    /// Read the files of executions.
    case accessFiles = "ACCESS_FILES"
    /// Take objects out as a file.
    case export = "EXPORT"
    /// Bring objects in from a file.
    case `import` = "IMPORT"
    /// Put an object out of use.
    case disable = "DISABLE"
    /// Put an object back into use.
    case enable = "ENABLE"
    /// Check a declaration without storing it.
    case validate = "VALIDATE"
    /// Free a trigger that is locked by an execution.
    case unlock = "UNLOCK"
    /// Lock an object.
    case lock = "LOCK"
    /// Run a trigger for a time that is past.
    case backfill = "BACKFILL"
    /// Read and change the files of a namespace.
    case manageFiles = "MANAGE_FILES"
    /// Add and remove the members of a group.
    case manageMembers = "MANAGE_MEMBERS"
    /// Choose the groups that a user is in.
    case manageGroupMembership = "MANAGE_GROUP_MEMBERSHIP"
    /// Use a feature.
    case use = "USE"
    /// Act in the name of a user.
    case impersonate = "IMPERSONATE"
    /// An action that this release does not know; nothing grants it.
    case unknown = "UNKNOWN"

    /// The five actions that most resources have.
    public static let basic: [Action] = [.view, .list, .create, .update, .delete]
}

extension Action {
    /// The position among all actions, below 32.
    public var index: Int {
        switch self {
        case .view: 0
        case .list: 1
        case .create: 2
        case .update: 3
        case .delete: 4
        case .execute: 5
        case .restart: 6
        case .kill: 7
        case .replay: 8
        case .pause: 9
        case .resume: 10
        case .unqueue: 11
        case .forceRun: 12
        case .follow: 13
        case .changeLabels: 14
        case .accessLogs: 15
        case .accessOutputs: 16
        case .accessFiles: 17
        case .export: 18
        case .import: 19
        case .disable: 20
        case .enable: 21
        case .validate: 22
        case .unlock: 23
        case .lock: 24
        case .backfill: 25
        case .manageFiles: 26
        case .manageMembers: 27
        case .manageGroupMembership: 28
        case .use: 29
        case .impersonate: 30
        case .unknown: 31
        }
    }
}
