import Access
import Audit
import Crypto
import Daemon
import JSON
import Tenancy

/// The contract's `ApiToken`.
struct TokenReply: JSONReply {
    let token: APIToken
    let now: Instant

    var json: JSON {
        var json: JSONObject = [
            "id": JSON(token.id), "name": JSON(token.name), "description": JSON(token.description),
            "prefix": JSON(token.prefix), "iat": JSON(token.createdAt.description),
        ]
        json["exp"] = token.expiresAt.map { JSON($0.description) }
        json["lastUsed"] = token.usedAt.map { JSON($0.description) }
        json["extended"] = .bool(token.isExtended)
        json["expired"] = .bool(token.isExpired(at: now))
        return .object(json)
    }
}

/// The contract's `ApiTokenList`.
struct TokenListReply: JSONReply {
    let tokens: [APIToken]
    let now: Instant

    var json: JSON {
        ["total": JSON(tokens.count), "results": .array(tokens.map { TokenReply(token: $0, now: now).json })]
    }
}

/// The contract's `CreateApiTokenResponse`: the only answer that holds the token itself.
struct NewTokenReply: JSONReply {
    let stored: APIToken
    let token: Token

    var json: JSON {
        ["id": JSON(stored.id), "name": JSON(stored.name), "fullToken": JSON(token.text)]
    }
}

extension APIToken {
    /// The record of the token being made or deleted.
    func changed(isMade: Bool, of account: Account.ID, _ resource: Resource) -> RecordedChange {
        var json: JSONObject = [
            "id": JSON(id), "name": JSON(name), "description": JSON(description), "prefix": JSON(prefix),
            "account": JSON(account.description), "iat": JSON(createdAt.description),
            "extended": .bool(isExtended),
        ]
        json["exp"] = expiresAt.map { JSON($0.description) }
        return RecordedChange(
            resource: resource,
            kind: "api_token",
            id: id,
            before: isMade ? nil : .object(json),
            after: isMade ? .object(json) : nil,
            type: isMade ? .create : .delete
        )
    }
}
