public import Tenancy

extension AuditRecord {
    /// What happened, in the terms of the contract.
    public enum EventType: String, Sendable, CaseIterable {
        /// Something was read, listed or exported.
        case read = "READ"
        /// Something was made.
        case create = "CREATE"
        /// Something was changed, or made to do something.
        case update = "UPDATE"
        /// Something was removed.
        case delete = "DELETE"
        /// Somebody signed in.
        case login = "LOGIN"
        /// Somebody signed out.
        case logout = "LOGOUT"
        /// Somebody began to act in another's name.
        case impersonate = "IMPERSONATE"
        /// Somebody failed to sign in.
        case loginFailure = "LOGIN_FAILURE"
        /// Somebody failed so often that signing in was shut.
        case accountLocked = "ACCOUNT_LOCKED"
        /// Something that the contract has no name for.
        case unknown = "UNKNOWN"

        /// What an action stands for.
        ///
        /// - Parameter action: The action.
        public init(_ action: Action) {
            switch action {
            case .view, .list, .follow, .accessLogs, .accessOutputs, .accessFiles, .export, .validate: self = .read
            case .create, .import: self = .create
            case .delete: self = .delete
            case .impersonate: self = .impersonate
            case .unknown: self = .unknown
            default: self = .update
            }
        }
    }

    /// How something ended.
    public enum Outcome: String, Sendable, CaseIterable {
        /// It was done.
        case success
        /// It was not allowed.
        case denied
        /// It failed.
        case error
    }

    /// Somebody who acts, or in whose name another does.
    public struct Actor: Sendable, Hashable {
        /// What acts.
        public enum Kind: String, Sendable, CaseIterable {
            /// A person.
            case user
            /// A program.
            case serviceAccount = "service_account"
            /// The service itself.
            case system
            /// Nobody in particular.
            case anonymous
        }

        /// How an actor proved who it is.
        public enum Method: String, Sendable, CaseIterable {
            /// By a bearer token.
            case token
            /// By a session.
            case session
            /// By a password.
            case password
        }

        /// What acts.
        public var kind: Kind
        /// Identifies its account.
        public var id: String?
        /// Its name at that time.
        public var name: String
        /// How it proved who it is.
        public var method: Method?
        /// Identifies the token that was shown.
        public var token: String?
        /// Identifies the session.
        public var session: String?

        /// Makes an actor of its parts.
        ///
        /// - Parameters:
        ///   - kind: What acts.
        ///   - id: Identifies its account.
        ///   - name: Its name.
        ///   - method: How it proved who it is.
        ///   - token: Identifies the token that was shown.
        ///   - session: Identifies the session.
        public init(
            kind: Kind,
            id: String? = nil,
            name: String,
            method: Method? = nil,
            token: String? = nil,
            session: String? = nil
        ) {
            self.kind = kind
            self.id = id
            self.name = name
            self.method = method
            self.token = token
            self.session = session
        }
    }

    /// Where a request came from.
    public struct Source: Sendable, Hashable {
        /// The address of the client.
        public var address: String?
        /// The addresses that the request passed, as far as trusted proxies told.
        public var forwarded: [String]
        /// The program that sent it, by its own account.
        public var userAgent: String?

        /// Makes a source of its parts.
        ///
        /// - Parameters:
        ///   - address: The address of the client.
        ///   - forwarded: The addresses that the request passed; sixteen are kept.
        ///   - userAgent: The program that sent it; 256 characters are kept.
        public init(address: String? = nil, forwarded: [String] = [], userAgent: String? = nil) {
            self.address = address
            self.forwarded = Array(forwarded.prefix(16))
            self.userAgent = userAgent.map { String(String.UnicodeScalarView($0.unicodeScalars.prefix(256))) }
        }
    }

    /// What a record is about.
    public struct Subject: Sendable, Hashable {
        /// What it is, in the terms of the contract.
        public var kind: Resource
        /// What it is, as the classes of fields name it: `api_token`.
        public var type: String
        /// Identifies it.
        public var id: String?
        /// Where it lies.
        public var namespace: Namespace.Name?

        /// Makes a subject of its parts.
        ///
        /// - Parameters:
        ///   - kind: What it is.
        ///   - type: What it is, as the classes of fields name it; if it is left out, as the contract does.
        ///   - id: Identifies it.
        ///   - namespace: Where it lies.
        public init(_ kind: Resource, type: String? = nil, id: String? = nil, namespace: Namespace.Name? = nil) {
            self.kind = kind
            self.type = type ?? kind.rawValue.lowercased()
            self.id = id
            self.namespace = namespace
        }
    }
}
