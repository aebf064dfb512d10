import JSON

/// What functions need from outside of the template; a function whose service is missing says that it is not available here.
public struct ExpressionServices: Sendable {
    /// Asks something of the outside.
    public typealias Service<Request, Answer> = @Sendable (Request) throws(ExpressionError) -> Answer

    /// Makes the digest of bytes.
    public typealias DigestService =
        @Sendable (_ algorithm: ExpressionDigest, _ bytes: [UInt8]) throws(ExpressionError) -> [UInt8]

    /// Encrypts or decrypts a text with a key.
    public typealias CipherService = @Sendable (_ key: String, _ text: String) throws(ExpressionError) -> String

    /// The time: `now()`.
    public var now: (@Sendable () -> ExpressionDate)?

    /// So many random bytes: `uuid()`, `id()`, `randomInt()` and their like.
    public var randomBytes: (@Sendable (_ count: Int) -> [UInt8])?

    /// The digest of bytes: `md5`, `sha1`, `sha256`, `sha512`.
    public var digest: DigestService?

    /// Reads a YAML document: `yaml()`.
    public var yaml: Service<String, ExpressionValue>?

    /// Runs a jq program on JSON text, and gives its results as JSON texts: `jq`.
    ///
    /// It does so in a process that is bounded in time and memory: libjq bounds neither.
    public var jq: Service<ExpressionRequest.Program, [String]>?

    /// Encrypts a text with a key: `encrypt()`.
    public var encrypt: CipherService?

    /// Decrypts a text with a key: `decrypt()`; what it gives is a secret.
    public var decrypt: CipherService?

    /// The value of a secret: `secret()`.
    public var secret: Service<ExpressionRequest.Secret, String>?

    /// The value of a credential: `credential()`; what it gives is a secret.
    public var credential: Service<String, ExpressionValue>?

    /// A variable of the environment: `env()`; `nil` if there is none.
    public var environment: Service<String, String?>?

    /// The value of a key: `kv()`; `nil` if there is none.
    public var keyValue: Service<ExpressionRequest.KeyValue, ExpressionValue?>?

    /// The text of a file: `read()`.
    public var readFile: Service<ExpressionRequest.File, String>?

    /// The size of a file in bytes, `nil` if there is none: `fileSize()`, `fileExists()`, `isFileEmpty()`.
    public var fileSize: Service<ExpressionRequest.File, Int64?>?

    /// The address of a file of a namespace: `fileURI()`.
    public var fileURI: Service<ExpressionRequest.File, String>?

    /// Sends a request and reads the answer: `http()`.
    public var http: Service<ExpressionMap, ExpressionValue>?

    /// A free port: `randomPort()`.
    public var freePort: (@Sendable () throws(ExpressionError) -> Int)?

    /// Runs a flow and gives its outputs: `subflow()`.
    public var subflow: Service<ExpressionMap, ExpressionValue>?

    /// The address of an app: `appLink()`.
    public var appLink: Service<ExpressionMap, String>?

    /// The log lines of the errors so far: `errorLogs()`.
    public var errorLogs: (@Sendable () throws(ExpressionError) -> ExpressionValue)?

    /// The task runs in a state: `tasksWithState()`.
    public var tasksWithState: Service<String, ExpressionValue>?

    /// The outputs of iterations of a loop: `iterationOutputs()`, `iterationOutput()`, `loopOutputs()`, `parentOutput()`.
    public var loopOutputs: Service<ExpressionRequest.LoopOutputs, ExpressionValue>?

    /// Whether a day is a public holiday: `isPublicHoliday()`.
    public var isPublicHoliday: Service<ExpressionRequest.Holiday, Bool>?

    /// Whether the time for an evaluation is over; asked every thousand steps.
    public var hasExpired: (@Sendable () -> Bool)?

    /// Makes services of which there are none.
    public init() {}
}

/// The digests that filters can make.
public enum ExpressionDigest: String, Sendable, CaseIterable {
    /// MD5, for compatibility only.
    case md5
    /// SHA-1, for compatibility only.
    case sha1
    /// SHA-256.
    case sha256
    /// SHA-512.
    case sha512
}

/// What functions ask of the outside.
public enum ExpressionRequest {
    /// A secret.
    public struct Secret: Sendable, Hashable {
        /// The secret's key.
        public var key: String
        /// The namespace it is looked for in; `nil` for that of the flow.
        public var namespace: String?
        /// The part of a secret that is a document.
        public var subkey: String?
        /// Whether a secret of many parts is wanted whole.
        public var isFull: Bool

        /// Takes from a secret what is asked for: all of it, or a part of one that is a document.
        ///
        /// - Parameter value: The secret, whole.
        /// - Returns: What is asked for.
        /// - Throws: `ExpressionError` if the secret has no such part.
        public func part(of value: String) throws(ExpressionError) -> String {
            guard let subkey else { return value }
            let document: JSON?
            do throws(JSONError) {
                document = try JSON(parsing: value)
            } catch {
                document = nil
            }
            guard let part = document?[subkey] else {
                let reason = "the secret `\(key.excerpt)` has no part `\(subkey.excerpt)`"
                throw ExpressionError(.failed, reason, name: "secret")
            }
            return part.string ?? part.text
        }
    }

    /// A key of the key-value store.
    public struct KeyValue: Sendable, Hashable {
        /// The key.
        public var key: String
        /// The namespace it is looked for in; `nil` for that of the flow.
        public var namespace: String?
        /// Whether the function fails if there is no such key.
        public var isRequired: Bool
    }

    /// A file of a namespace or of the storage.
    public struct File: Sendable, Hashable {
        /// The path, or the address.
        public var path: String
        /// The namespace of a path; `nil` for that of the flow.
        public var namespace: String?
        /// The version of a file of a namespace.
        public var version: Int64?
    }

    /// Outputs of iterations.
    public struct LoopOutputs: Sendable, Hashable {
        /// Which function asks.
        public var function: String
        /// The loop's task.
        public var task: String?
        /// The position or key of the iteration.
        public var iteration: String?
    }

    /// A program of jq and its input; compared by their bytes.
    public struct Program: Sendable, Hashable {
        /// The program, which was looked through.
        public let source: String
        /// The input as JSON text.
        public let input: String

        /// Makes a request.
        ///
        /// - Parameters:
        ///   - source: The program.
        ///   - input: The input as JSON text.
        public init(source: String, input: String) {
            (self.source, self.input) = (source, input)
        }

        /// Whether two requests have the same bytes.
        public static func == (left: Program, right: Program) -> Bool {
            left.source.hasSameBytes(as: right.source) && left.input.hasSameBytes(as: right.input)
        }

        /// Feeds the bytes to a hasher.
        ///
        /// - Parameter hasher: The hasher.
        public func hash(into hasher: inout Hasher) {
            hasher.combine(ExactName(text: source))
            hasher.combine(ExactName(text: input))
        }
    }

    /// A day that may be a holiday.
    public struct Holiday: Sendable, Hashable {
        /// The day as `yyyy-MM-dd`.
        public var day: String
        /// The country, by its code of two letters.
        public var country: String
        /// The part of the country.
        public var subdivision: String?
    }
}
