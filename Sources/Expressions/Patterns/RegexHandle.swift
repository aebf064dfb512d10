import JSON
import CPCRE2

/// Owns a compiled regular expression, and matches with bounds on steps, depth and memory.
@safe
struct RegexHandle: ~Copyable {
    /// The places of a match: the whole of it, then each group, `nil` for one that took no part.
    typealias Match = [Range<Int>?]

    private let code: OpaquePointer
    private let context: OpaquePointer
    private let data: OpaquePointer
    private let groups: Int

    /// How deep it may nest choices.
    private static let depthLimit: UInt32 = 10_000
    /// How much memory it may take for them, in KiB.
    private static let heapLimit: UInt32 = 16_384
    private static let nestLimit: UInt32 = 100
    private static let patternLimit = 8192

    /// Compiles a pattern, which may then try each match so often.
    init(
        _ pattern: String,
        tries: UInt32 = ExpressionLimits.default.maximumMatchTries
    ) throws(ExpressionError) {
        guard pattern.utf8.count <= Self.patternLimit else {
            throw ExpressionError(.limit, "the regular expression is longer than \(Self.patternLimit) bytes")
        }
        guard let options = unsafe pcre2_compile_context_create_8(nil) else { throw Self.memory }
        defer { unsafe pcre2_compile_context_free_8(options) }
        unsafe pcre2_set_parens_nest_limit_8(options, Self.nestLimit)
        var (code, offset): (Int32, Int) = (0, 0)
        // PCRE2 takes no null pointer, not even for no bytes.
        let bytes = Array(pattern.utf8) + [0]
        let compiled = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe shim_pcre2_compile(buffer.baseAddress, buffer.count - 1, &code, &offset, options)
        }
        guard let compiled = unsafe compiled else {
            throw ExpressionError(
                .value,
                "the regular expression `\(pattern.excerpt)` is malformed at character \(offset + 1): \(Self.message(code))"
            )
        }
        guard let context = unsafe pcre2_match_context_create_8(nil) else {
            unsafe pcre2_code_free_8(compiled)
            throw Self.memory
        }
        guard let data = unsafe pcre2_match_data_create_from_pattern_8(compiled, nil) else {
            unsafe pcre2_match_context_free_8(context)
            unsafe pcre2_code_free_8(compiled)
            throw Self.memory
        }
        unsafe pcre2_set_match_limit_8(context, tries)
        unsafe pcre2_set_depth_limit_8(context, Self.depthLimit)
        unsafe pcre2_set_heap_limit_8(context, Self.heapLimit)
        unsafe (self.code, self.context, self.data) = (compiled, context, data)
        groups = unsafe Int(shim_pcre2_capture_count(compiled))
    }

    deinit {
        unsafe pcre2_match_data_free_8(data)
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_code_free_8(code)
    }

    private static var memory: ExpressionError { ExpressionError(.limit, "out of memory") }

    private static func message(_ code: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
            unsafe pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)
        }
        return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
    }

    /// The number of a group with a name, `nil` if there is none.
    func group(named name: String) -> Int? {
        let number = unsafe name.withCString { unsafe shim_pcre2_group_number(code, $0) }
        return number > 0 ? Int(number) : nil
    }

    /// The first match from an offset on, `nil` if there is none.
    ///
    /// - Throws: `ExpressionError` if looking for it takes too much.
    func firstMatch(in bytes: [UInt8], from offset: Int, notEmptyHere: Bool = false) throws(ExpressionError) -> Match? {
        var options: UInt32 = PCRE2_NO_UTF_CHECK
        if notEmptyHere { options |= PCRE2_NOTEMPTY_ATSTART }
        let result = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe pcre2_match_8(code, buffer.baseAddress, buffer.count, offset, options, data, context)
        }
        switch result {
        case PCRE2_ERROR_NOMATCH: return nil
        case PCRE2_ERROR_MATCHLIMIT, PCRE2_ERROR_DEPTHLIMIT, PCRE2_ERROR_HEAPLIMIT:
            throw ExpressionError(.limit, "the regular expression takes too many steps on this text")
        case ..<0:
            throw ExpressionError(.value, "the regular expression failed: \(Self.message(result))")
        default: break
        }
        guard let vector = unsafe pcre2_get_ovector_pointer_8(data) else { return nil }
        var match: Match = []
        for group in 0...groups {
            let (start, end) = unsafe (vector[2 * group], vector[2 * group + 1])
            // A group that took no part is at the greatest place there is; `\K` in a lookahead can put the start after the end.
            let isSet = group < result && start >= 0 && start <= end
            match.append(isSet ? Int(start)..<Int(end) : nil)
        }
        return match
    }
}
