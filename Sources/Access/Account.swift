public import Tenancy

/// Who may sign in or hold a token, for the whole instance; what it may do is said in each tenant.
public enum Account {
    /// Identifies an account.
    ///
    /// Random: it tells a tenant nothing of when the account was made elsewhere.
    public typealias ID = Identifier<Account>

    /// What an account stands for.
    public enum Kind: String, Sendable, CaseIterable {
        /// A person.
        case user
        /// A program.
        case serviceAccount = "service_account"
    }

    /// The form of a user name by which names are compared: composed, and without the difference of case.
    public static func key(of name: String) -> String {
        name.lowercased()
    }
}
