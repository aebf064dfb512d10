import Access
import Audit
import Daemon
import HTTP
import JSON
import Secrets
import Tenancy

/// The contract's `ApiSecretMetaEE`: what is known of a secret, never its value.
struct SecretReply: JSONReply {
    let metadata: SecretMetadata

    var json: JSON {
        var json: JSONObject = [
            "key": JSON(metadata.address.key.description), "namespace": JSON(metadata.address.namespace.description),
            "tags": .array(metadata.tags.map { ["key": JSON($0.key), "value": JSON($0.value)] }),
            "version": JSON(metadata.version), "createdAt": JSON(metadata.createdAt.description),
            "updatedAt": JSON(metadata.updatedAt.description),
        ]
        if let description = metadata.description {
            json["description"] = JSON(description)
        }
        return .object(json)
    }
}

/// The contract's `ApiSecretListResponse`.
struct SecretPage: JSONReply {
    let found: Found<SecretMetadata>

    var json: JSON {
        ["readOnly": false, "results": found.elements.map(SecretReply.init).json, "total": JSON(found.total)]
    }
}

/// The keys of each namespace that has some.
struct InheritedSecretsReply: JSONReply {
    let namespaces: [InheritedSecrets]

    var json: JSON {
        var json: JSONObject = [:]
        for namespace in namespaces {
            json[namespace.namespace.description] = .array(namespace.keys.map { JSON($0.description) })
        }
        return .object(json)
    }
}

/// A version of a secret, without its value.
struct SecretVersionReply: JSONReply {
    let version: SecretMetadata.Version

    var json: JSON { ["version": JSON(version.number), "createdAt": JSON(version.createdAt.description)] }
}

/// The contract's answer to a deletion: a success without a body.
struct SecretDeleted: Reply {
    static var mediaType: String? { nil }

    func response(to request: Request, status: Status) -> Response {
        Response(status)
    }
}

extension SecretMetadata {
    /// The secret as audit records show it.
    var recorded: JSON { SecretReply(metadata: self).json }
}

extension SecretChange {
    /// The record of the change.
    var recorded: RecordedChange {
        RecordedChange(
            resource: .secret,
            id: after.address.key.description,
            namespace: after.address.namespace,
            before: before?.recorded,
            after: after.recorded,
            type: before == nil ? .create : .update
        )
    }
}
