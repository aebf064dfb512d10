import Tenancy

extension Binding {
    /// A binding with the names that people know its parts by.
    public struct Detail: Sendable, Equatable {
        /// The binding.
        public var binding: Binding
        /// The name of the role.
        public var roleName: String
        /// The name of the group, or the user name of the account.
        public var subjectName: String
        /// The name of the account that people see; `nil` for a group.
        public var displayName: String?
        /// What the account stands for; `nil` for a group.
        public var kind: Account.Kind?
    }
}
