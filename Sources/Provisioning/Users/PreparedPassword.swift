import Access
package import JSON
import Postgres

/// The password that a request sets, with its hash: which takes longer than a transaction should.
package struct PreparedPassword: Sendable {
    /// The password that is to be hashed, if the request sets one.
    package let plain: String?
    /// The hash, once it is there.
    package var hash: String?

    /// Finds the password in the body of a request that makes or replaces a user.
    package init(resource body: JSON) {
        self.plain = Self.password(in: body)
    }

    /// Finds the password that is left by the operations of a PATCH.
    package init(patch: PatchRequest) {
        var plain: String?
        for operation in patch.operations {
            switch operation.path {
            case .attribute(let path)? where path.attribute.asciiLowercased == "password":
                plain = operation.kind == .remove ? nil : operation.value?.string
            case nil:
                plain = operation.value.flatMap(Self.password) ?? plain
            default: continue
            }
        }
        self.plain = plain
    }

    private static func password(in json: JSON) -> String? {
        guard let object = json.object else { return nil }
        let name = object.member(ignoringCase: "password")
        return (name ?? object.member(ignoringCase: "\(ResourceSchema.user.id):password"))?.value.string
    }

    /// Does to the password of a user what a request says.
    ///
    /// - Throws: `mutability` if the account's password is not this tenant's to set.
    func set(
        _ change: ResourceContent.PasswordChange,
        of account: Account.ID,
        _ tx: borrowing Transaction
    ) async throws {
        let hash: String?
        switch change {
        case .unchanged: return
        case .removed: hash = nil
        case .replaced(let password):
            guard password == plain, let prepared = self.hash else {
                throw ProvisioningError.invalidValue("`password`: expected once, as an attribute of the user")
            }
            hash = prepared
        }
        let rows = try await tx.query("select set_provisioned_password(\(account), \(hash))")
        guard try rows.first?.decode(0, as: Bool.self) == true else {
            throw ProvisioningError.mutability(
                "`password`: the account was made elsewhere or is known to others, who alone may set its password"
            )
        }
    }
}

extension PreparedPassword: CustomStringConvertible, CustomReflectable {
    /// Whether there is one.
    package var description: String { plain == nil ? "none" : "<redacted>" }

    /// Shows nothing of the password.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
