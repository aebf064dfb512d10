import JSON
import CJQ

/// Owns a compiled program of jq.
///
/// libjq counts no steps and knows no limit of memory. What it reads and how many results it gives are bounded; what it does
/// between is not. So it is used only in processes that nothing else depends on.
@safe
struct JQHandle: ~Copyable {
    private let state: OpaquePointer

    /// Compiles a program.
    init(_ program: String) throws(ExpressionError) {
        guard let state = unsafe jq_init() else { throw ExpressionError(.limit, "out of memory") }
        // Without a callback libjq writes its messages to standard error.
        unsafe jq_set_error_cb(state, { _, message in unsafe jv_free(message) }, nil)
        // Programs read no modules from files.
        unsafe jq_set_attr(state, jv_string("JQ_LIBRARY_PATH"), jv_array())
        guard unsafe program.withCString({ unsafe jq_compile(state, $0) }) != 0 else {
            var state: OpaquePointer? = unsafe state
            unsafe jq_teardown(&state)
            throw ExpressionError(.value, "the jq program `\(program.excerpt)` is malformed", name: "jq")
        }
        unsafe self.state = state
    }

    deinit {
        var state: OpaquePointer? = unsafe state
        unsafe jq_teardown(&state)
    }

    /// Starts with an input, as JSON text.
    func start(_ json: String) throws(ExpressionError) {
        let input = unsafe json.withCString { unsafe jv_parse_sized($0, Int32(truncatingIfNeeded: json.utf8.count)) }
        guard unsafe jv_is_valid(input) != 0 else {
            unsafe jv_free(input)
            throw ExpressionError(.value, "the input of jq is no JSON", name: "jq")
        }
        unsafe jq_start(state, input, 0)
    }

    /// The next result as JSON text, `nil` after the last.
    func next(limit: Int) throws(ExpressionError) -> String? {
        let result = unsafe jq_next(state)
        guard unsafe jv_is_valid(result) != 0 else {
            defer { unsafe jv_free(result) }
            guard unsafe jv_invalid_has_msg(jv_copy(result)) != 0 else { return nil }
            throw unsafe ExpressionError(
                .value,
                "jq failed: \(Self.message(jv_invalid_get_msg(jv_copy(result))))",
                name: "jq"
            )
        }
        let text = unsafe jv_dump_string(result, 0)
        defer { unsafe jv_free(text) }
        let length = unsafe Int(jv_string_length_bytes(jv_copy(text)))
        guard length <= limit else {
            throw ExpressionError(.limit, "the results of jq are longer than \(limit) bytes", name: "jq")
        }
        guard let characters = unsafe jv_string_value(text) else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(start: characters, count: length)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// What a program says with `error`, or libjq of it.
    private static func message(_ value: jv) -> String {
        defer { unsafe jv_free(value) }
        guard unsafe jv_get_kind(value) == JV_KIND_STRING, let text = unsafe jv_string_value(value) else {
            return "no reason was given"
        }
        return unsafe String(cString: text).excerpt
    }
}
