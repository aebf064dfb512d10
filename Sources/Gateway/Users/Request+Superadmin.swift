import Access
import JSON

extension Request {
    /// The contract's `ApiPatchSuperAdminRequest`.
    ///
    /// - Throws: `FieldErrors`.
    func superadmin() throws -> Bool {
        var fields = try fields()
        guard let isSuperadmin = fields.superadmin() else {
            _ = try fields.finish()
            throw FieldErrors("superAdmin", "is required")
        }
        _ = try fields.finish()
        return isSuperadmin
    }
}

extension Principal {
    /// Refuses what would lock the caller out.
    ///
    /// - Throws: ``AccessError/inUse(_:)``.
    func requireOther(than id: Account.ID) throws(AccessError) {
        guard account != id else { throw .inUse("one cannot do this to one's own account") }
    }
}
