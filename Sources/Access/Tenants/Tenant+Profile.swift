public import Tenancy

extension Tenant {
    /// What is known of a tenant.
    public struct Profile: Sendable, Equatable {
        /// Identifies the tenant in the database.
        public var id: ID
        /// The name in paths, which identifies the tenant in the API.
        public var slug: Slug
        /// The name for people.
        public var name: String
        /// Limits and preferences.
        public var settings: ScopeSettings

        /// Makes a profile of its parts.
        package init(id: ID, slug: Slug, name: String, settings: ScopeSettings) {
            self.id = id
            self.slug = slug
            self.name = name
            self.settings = settings
        }
    }
}
