import CCurl

/// Owns a `CURL`.
@safe
struct TransferHandle: ~Copyable {
    private let handle: UnsafeMutableRawPointer

    /// The library is set up once, before its first use; it says so itself if that fails.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() throws(HTTPClientError) {
        guard Self.isReady, let handle = unsafe curl_easy_init() else {
            throw .invalid(reason: "the HTTP library cannot be used")
        }
        unsafe self.handle = handle
    }

    deinit { unsafe curl_easy_cleanup(handle) }

    /// Sets everything that is the same for all requests.
    private func configure(_ configuration: HTTPClientConfiguration) throws(HTTPClientError) {
        // Signals would interrupt other threads, and names are resolved without them.
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_USERAGENT, configuration.userAgent)
        try set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(configuration.connectTimeout))
        if let timeout = configuration.timeout { try set(CURLOPT_TIMEOUT_MS, Self.milliseconds(timeout)) }
        try set(CURLOPT_LOW_SPEED_LIMIT, 1)
        try set(CURLOPT_LOW_SPEED_TIME, max(1, Self.milliseconds(configuration.idleTimeout) / 1000))
        if let file = configuration.certificateAuthorities { try set(CURLOPT_CAINFO, file) }
    }

    /// Sends a request and waits for the answer.
    func perform(
        _ request: HTTPRequest,
        _ configuration: HTTPClientConfiguration,
        _ transfer: Transfer
    ) throws(HTTPClientError) -> HTTPReply {
        try configure(configuration)
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_CUSTOMREQUEST, request.method)
        if request.method == "HEAD" { try set(CURLOPT_NOBODY, 1) }
        if let body = request.body {
            // The byte at the end gives even an empty body an address.
            let code = unsafe (body + [0]).withUnsafeBytes { bytes in
                unsafe reeve_curl_set_body(handle, bytes.baseAddress, Int64(body.count))
            }
            try check(code)
        }
        let fields = try HeaderListHandle(request.headers)
        defer { withExtendedLifetime(transfer) {} }
        try check(unsafe reeve_curl_set_list(handle, CURLOPT_HTTPHEADER, fields.list))
        try listen(transfer)
        let code = unsafe curl_easy_perform(handle)
        if let failure = transfer.failure { throw failure }
        guard code == CURLE_OK else { throw Self.failure(code) }
        return transfer.reply
    }

    /// Has what comes handed to the transfer, which must outlive the exchange.
    private func listen(_ transfer: Transfer) throws(HTTPClientError) {
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        try check(
            unsafe reeve_curl_on_header(
                handle,
                { bytes, size, count, context in
                    unsafe TransferHandle.hand(bytes, size * count, context) { $0.take(headerLine: $1) }
                },
                context
            )
        )
        try check(
            unsafe reeve_curl_on_body(
                handle,
                { bytes, size, count, context in
                    unsafe TransferHandle.hand(bytes, size * count, context) { $0.take(bodyPiece: $1) }
                },
                context
            )
        )
        try check(
            unsafe reeve_curl_on_progress(
                handle,
                { context, _, _, _, _ in
                    guard let context = unsafe context else { return 1 }
                    return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().isWanted ? 0 : 1
                },
                context
            )
        )
    }

    /// Hands bytes on; a count other than theirs ends the exchange.
    private static func hand(
        _ bytes: UnsafeMutablePointer<CChar>?,
        _ count: Int,
        _ context: UnsafeMutableRawPointer?,
        _ take: (Transfer, [UInt8]) -> Bool
    ) -> Int {
        guard let context = unsafe context, let bytes = unsafe bytes else { return count == 0 ? 0 : -1 }
        let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let copy = unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count))
        // Pieces of no bytes are those of an empty body.
        return take(transfer, copy) ? count : -1
    }

    private func set(_ option: CURLoption, _ value: Int) throws(HTTPClientError) {
        try check(unsafe reeve_curl_set_long(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(HTTPClientError) {
        guard !value.utf8.contains(0) else { throw .invalid(reason: "the request has a zero byte") }
        try check(unsafe reeve_curl_set_text(handle, option, value))
    }

    private func check(_ code: CURLcode) throws(HTTPClientError) {
        guard code == CURLE_OK else { throw .invalid(reason: Self.text(code)) }
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        max(1, Int(duration / .milliseconds(1)))
    }

    private static func failure(_ code: CURLcode) -> HTTPClientError {
        switch code {
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            .refused(reason: text(code))
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT:
            .invalid(reason: text(code))
        default: .unavailable(reason: text(code))
        }
    }

    private static func text(_ code: CURLcode) -> String {
        guard let text = unsafe curl_easy_strerror(code) else { return "error \(code.rawValue)" }
        let sentence = unsafe String(cString: text)
        return sentence.prefix(2).allSatisfy(\.isUppercase)
            ? sentence : sentence.prefix(1).lowercased() + sentence.dropFirst()
    }
}

/// Owns a `curl_slist` of header fields.
@safe
struct HeaderListHandle: ~Copyable {
    private(set) var list: UnsafeMutablePointer<curl_slist>?

    init(_ headers: [(name: String, value: String)]) throws(HTTPClientError) {
        unsafe list = nil
        // Without this the library would wait for `100 Continue` before a body.
        for (name, value) in headers + [("Expect", "")] {
            let line = value.isEmpty ? "\(name):" : "\(name): \(value)"
            guard line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw .invalid(reason: "the header field `\(name)` has a control character")
            }
            guard let longer = unsafe curl_slist_append(list, line) else { throw .invalid(reason: "out of memory") }
            unsafe list = longer
        }
    }

    deinit { unsafe curl_slist_free_all(list) }
}
