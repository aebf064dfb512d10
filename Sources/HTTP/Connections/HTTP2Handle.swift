import CNGHTTP2

/// What an HTTP/2 session tells its owner, from within ``HTTP2Handle/receive(_:)`` and ``HTTP2Handle/output(into:)``.
protocol HTTP2Events: AnyObject {
    /// The client said what holds for the connection.
    func settingsCame()
    /// A request begins.
    func requestBegan(_ stream: Int32)
    /// A field of a request's head; names are in lower case, pseudo-fields begin with a colon. False to reset the stream,
    /// the rest of whose head is then decompressed and no more.
    func field(_ stream: Int32, name: Span<UInt8>, value: Span<UInt8>) -> Bool
    /// The head of a request is complete.
    func headEnded(_ stream: Int32, isLast: Bool)
    /// Bytes of a body.
    func data(_ stream: Int32, _ bytes: Span<UInt8>)
    /// The request is complete.
    func requestEnded(_ stream: Int32)
    /// The response was handed out completely.
    func responseHandedOut(_ stream: Int32)
    /// The stream is gone.
    func streamClosed(_ stream: Int32)
    /// Up to so many bytes of a response's body are asked for.
    func nextData(_ stream: Int32, limit: Int) -> HTTP2Data
}

/// An answer to a request for bytes of a body.
enum HTTP2Data {
    /// A part of an array; `isLast` when the body ends with it.
    case bytes([UInt8], Range<Int>, isLast: Bool)
    /// Nothing for now; ``HTTP2Handle/resume(_:)`` says when.
    case later
    /// The body is broken off.
    case failed
}

/// Owns an `nghttp2_session` of the server's side.
@safe
final class HTTP2Handle {
    private var session: OpaquePointer?
    private weak var events: (any HTTP2Events)?

    /// Makes a session and queues its settings; nil when memory is exhausted.
    init?(events: any HTTP2Events, streams: Int, headerBytes: Int, window: Int32) {
        unsafe self.session = nil
        self.events = events
        guard let callbacks = unsafe HTTP2Handle.makeCallbacks() else { return nil }
        defer { unsafe nghttp2_session_callbacks_del(callbacks) }
        var option: OpaquePointer?
        guard unsafe nghttp2_option_new(&option) == 0 else { return nil }
        defer { unsafe nghttp2_option_del(option) }
        unsafe nghttp2_option_set_no_auto_window_update(option, 1)
        let user = unsafe Unmanaged.passUnretained(self).toOpaque()
        guard unsafe nghttp2_session_server_new2(&session, callbacks, user, option) == 0 else { return nil }
        let settings = [
            nghttp2_settings_entry(
                settings_id: Int32(bitPattern: NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS.rawValue),
                value: UInt32(clamping: streams)
            ),
            nghttp2_settings_entry(
                settings_id: Int32(bitPattern: NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE.rawValue),
                value: UInt32(clamping: headerBytes)
            ),
        ]
        guard unsafe nghttp2_submit_settings(session, 0, settings, settings.count) == 0,
            unsafe nghttp2_session_set_local_window_size(session, 0, 0, window) == 0
        else { return nil }
    }

    deinit { unsafe nghttp2_session_del(session) }

    /// Whether anything may still be read or written; false when the connection is to be closed.
    var isAlive: Bool {
        unsafe nghttp2_session_want_read(session) != 0 || nghttp2_session_want_write(session) != 0
    }

    /// Takes bytes from the client; false when the connection must be given up at once.
    func receive(_ bytes: Span<UInt8>) -> Bool {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return true }
            return unsafe nghttp2_session_mem_recv(session, start, buffer.count) >= 0
        }
    }

    /// Appends the next bytes to send; false when there are none, nil when the connection must be given up.
    func output(into bytes: inout [UInt8]) -> Bool? {
        var start: UnsafePointer<UInt8>?
        let count = unsafe nghttp2_session_mem_send(session, &start)
        guard count >= 0 else { return nil }
        guard count > 0, let start = unsafe start else { return false }
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
        return true
    }

    /// Queues the head of a response; `headers` begins with `:status`.
    func respond(_ stream: Int32, _ headers: Headers, hasBody: Bool) -> Bool {
        var provider = unsafe nghttp2_data_provider()
        unsafe provider.read_callback = { session, stream, target, capacity, flags, _, user in
            unsafe HTTP2Handle.read(stream, target, capacity, flags, user)
        }
        return unsafe HTTP2Handle.withPairs(headers) { pairs in
            guard hasBody else {
                return unsafe nghttp2_submit_response(session, stream, pairs.baseAddress, pairs.count, nil) == 0
            }
            return unsafe nghttp2_submit_response(session, stream, pairs.baseAddress, pairs.count, &provider) == 0
        }
    }

    /// Queues an interim response.
    func inform(_ stream: Int32, _ headers: Headers) {
        unsafe HTTP2Handle.withPairs(headers) { pairs in
            _ = unsafe nghttp2_submit_headers(session, 0, stream, nil, pairs.baseAddress, pairs.count, nil)
        }
    }

    /// There are bytes of a body again.
    func resume(_ stream: Int32) {
        _ = unsafe nghttp2_session_resume_data(session, stream)
    }

    /// Bytes of a body were used, so that the client may send as many more.
    func consume(_ stream: Int32, _ count: Int) {
        guard count > 0 else { return }
        _ = unsafe nghttp2_session_consume(session, stream, count)
    }

    /// Bytes of a stream that is gone were used.
    func consumeConnection(_ count: Int) {
        guard count > 0 else { return }
        _ = unsafe nghttp2_session_consume_connection(session, count)
    }

    /// Breaks a stream off with an error code of RFC 9113.
    func reset(_ stream: Int32, _ code: UInt32) {
        _ = unsafe nghttp2_submit_rst_stream(session, 0, stream, code)
    }

    /// Tells the client that no further streams are served.
    func goAway() {
        let last = unsafe nghttp2_session_get_last_proc_stream_id(session)
        _ = unsafe nghttp2_submit_goaway(session, 0, last, NGHTTP2_NO_ERROR.rawValue, nil, 0)
    }

    private static func makeCallbacks() -> OpaquePointer? {
        var callbacks: OpaquePointer?
        guard unsafe nghttp2_session_callbacks_new(&callbacks) == 0 else { return nil }
        unsafe nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, frame, user in
            guard let frame = unsafe frame, let events = unsafe HTTP2Handle.events(user) else { return 0 }
            let isRequest = unsafe frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST
            if isRequest { unsafe events.requestBegan(frame.pointee.hd.stream_id) }
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_header_callback(callbacks) {
            _,
            frame,
            name,
            nameCount,
            value,
            valueCount,
            _,
            user in
            guard let frame = unsafe frame, let events = unsafe HTTP2Handle.events(user),
                unsafe frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST
            else { return 0 }
            let nameBytes = unsafe UnsafeBufferPointer(start: name, count: nameCount)
            let valueBytes = unsafe UnsafeBufferPointer(start: value, count: valueCount)
            let isTaken = unsafe events.field(
                frame.pointee.hd.stream_id,
                name: nameBytes.span,
                value: valueBytes.span
            )
            return isTaken ? 0 : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue
        }
        unsafe nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, user in
            guard let frame = unsafe frame, let events = unsafe HTTP2Handle.events(user) else { return 0 }
            let head = unsafe frame.pointee.hd
            let isLast = UInt32(head.flags) & NGHTTP2_FLAG_END_STREAM.rawValue != 0
            let type = UInt32(head.type)
            if type == NGHTTP2_SETTINGS.rawValue { events.settingsCame() }
            if type == NGHTTP2_HEADERS.rawValue, unsafe frame.pointee.headers.cat == NGHTTP2_HCAT_REQUEST {
                events.headEnded(head.stream_id, isLast: isLast)
            }
            if isLast, type == NGHTTP2_DATA.rawValue || type == NGHTTP2_HEADERS.rawValue {
                events.requestEnded(head.stream_id)
            }
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) {
            _,
            _,
            stream,
            bytes,
            count,
            user in
            guard let events = unsafe HTTP2Handle.events(user) else { return 0 }
            unsafe events.data(stream, UnsafeBufferPointer(start: bytes, count: count).span)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) { _, frame, user in
            guard let frame = unsafe frame, let events = unsafe HTTP2Handle.events(user) else { return 0 }
            let head = unsafe frame.pointee.hd
            let type = UInt32(head.type)
            guard UInt32(head.flags) & NGHTTP2_FLAG_END_STREAM.rawValue != 0,
                type == NGHTTP2_DATA.rawValue || type == NGHTTP2_HEADERS.rawValue
            else { return 0 }
            events.responseHandedOut(head.stream_id)
            return 0
        }
        unsafe nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, stream, _, user in
            unsafe HTTP2Handle.events(user)?.streamClosed(stream)
            return 0
        }
        return unsafe callbacks
    }

    private static func events(_ user: UnsafeMutableRawPointer?) -> (any HTTP2Events)? {
        guard let user = unsafe user else { return nil }
        return unsafe Unmanaged<HTTP2Handle>.fromOpaque(user).takeUnretainedValue().events
    }

    private static func read(
        _ stream: Int32,
        _ target: UnsafeMutablePointer<UInt8>?,
        _ capacity: Int,
        _ flags: UnsafeMutablePointer<UInt32>?,
        _ user: UnsafeMutableRawPointer?
    ) -> Int {
        guard let events = unsafe events(user), let target = unsafe target, let flags = unsafe flags else {
            return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
        }
        switch events.nextData(stream, limit: capacity) {
        case .later: return Int(NGHTTP2_ERR_DEFERRED.rawValue)
        case .failed: return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
        case .bytes(let bytes, let range, let isLast):
            if isLast { unsafe flags.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
            unsafe bytes.withUnsafeBufferPointer { source in
                let part = unsafe UnsafeBufferPointer(rebasing: source[range])
                guard let start = part.baseAddress, part.count <= capacity else { return }
                unsafe target.update(from: start, count: part.count)
            }
            return min(range.count, capacity)
        }
    }

    /// Calls a closure with the fields as nghttp2 wants them; nghttp2 copies them.
    private static func withPairs<Result>(
        _ headers: Headers,
        _ body: (UnsafeBufferPointer<nghttp2_nv>) -> Result
    ) -> Result {
        var storage = headers.storage
        return unsafe storage.withUnsafeMutableBufferPointer { bytes in
            let pairs = unsafe headers.fields.map { field in
                unsafe nghttp2_nv(
                    name: bytes.baseAddress.map { unsafe $0 + field.name.lowerBound },
                    value: bytes.baseAddress.map { unsafe $0 + field.value.lowerBound },
                    namelen: field.name.count,
                    valuelen: field.value.count,
                    flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)
                )
            }
            return unsafe pairs.withUnsafeBufferPointer(body)
        }
    }
}
