import Crypto
import JSON
import Synchronization

/// The OpenAPI document as it is sent, made when it is first asked for.
final class PublishedDocument: Sendable {
    /// The document's bytes and what tells them from others.
    struct Edition: Sendable {
        let bytes: [UInt8]
        let entityTag: String
    }

    private let version: String
    private let made = Mutex<Edition?>(nil)

    /// Prepares the document of a version of the service.
    init(version: String) {
        self.version = version
    }

    /// The document.
    var edition: Edition {
        made.withLock { made in
            if let made {
                return made
            }
            let bytes = OpenAPIDocument(version: version).json.serialized()
            let edition = Edition(bytes: bytes, entityTag: "\"\(Hex.encode(Array(Digest.sha256(bytes).prefix(16))))\"")
            made = edition
            return edition
        }
    }
}
