import Glibc

/// The program that was built beside the tests.
public enum BuiltProgram {
    /// Where it is.
    public static let path: String = {
        var name = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink("/proc/self/exe", &name, name.count)
        let text = String(decoding: name.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/reeve"
    }()
}
