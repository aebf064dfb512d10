import Crypto
public import Daemon
public import Expressions
import YAML

extension ExpressionServices {
    /// What the executor answers at once: the time, chance, digests and documents.
    ///
    /// - Parameters:
    ///   - now: The time.
    ///   - end: When an evaluation has taken too long.
    /// - Returns: The services.
    public static func executor(at now: Instant, until end: ContinuousClock.Instant) -> ExpressionServices {
        var services = ExpressionServices()
        let date = ExpressionDate(microseconds: now.microseconds)
        services.now = { date }
        services.randomBytes = { Random.bytes($0) }
        services.hasExpired = { ContinuousClock.now > end }
        services.digest = { (algorithm, bytes) throws(ExpressionError) in
            let digest: [UInt8]? =
                switch algorithm {
                case .md5: Digest.md5(bytes)
                case .sha1: Digest.sha1(bytes)
                case .sha256: Digest.sha256(bytes)
                case .sha512: Digest.sha512(bytes.span)
                }
            guard let digest else { throw ExpressionError(.failed, "the digest `\(algorithm)` is not available here") }
            return digest
        }
        services.yaml = { (text) throws(ExpressionError) in
            do throws(YAMLError) {
                return ExpressionValue(try YAML.document(Array(text.utf8)))
            } catch {
                throw ExpressionError(.value, "the text is no YAML: \(error)", name: "yaml")
            }
        }
        return services
    }
}
