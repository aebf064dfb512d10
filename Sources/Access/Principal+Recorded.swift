import Audit
import Crypto
import Tenancy

extension Principal {
    /// Who acted, as audit records say it: of two, the one who really did.
    var actor: AuditRecord.Actor {
        guard let impersonator else { return own }
        return AuditRecord.Actor(
            kind: .user,
            id: impersonator.account.description,
            name: impersonator.name,
            method: .session,
            session: own.session
        )
    }

    /// In whose name, if in another's.
    var subject: AuditRecord.Actor? {
        impersonator == nil ? nil : own
    }

    private var own: AuditRecord.Actor {
        guard let account else { return AuditRecord.Actor(kind: .anonymous, name: name) }
        let kind: AuditRecord.Actor.Kind = kind == .user ? .user : .serviceAccount
        switch proof {
        case .none:
            return AuditRecord.Actor(kind: kind, id: account.description, name: name)
        case .token(let token):
            return AuditRecord.Actor(kind: kind, id: account.description, name: name, method: .token, token: token)
        case .session(let session):
            return AuditRecord.Actor(
                kind: kind,
                id: account.description,
                name: name,
                method: .session,
                session: session.description
            )
        }
    }
}

extension Call.Source {
    /// The source as audit records say it.
    var recorded: AuditRecord.Source {
        AuditRecord.Source(address: address, forwarded: forwarded, userAgent: userAgent)
    }
}
