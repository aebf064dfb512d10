import CFuzzer
import Glibc

/// Lets libFuzzer feed the target that the variable `FUZZ_TARGET` names.
@main
struct Fuzzer {
    /// Runs libFuzzer with the arguments of the command line.
    static func main() {
        var count = CommandLine.argc
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
        let code = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
            let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
            do {
                try Fuzzer.target.check(input)
            } catch {
                fatalError("\(Fuzzer.target.name): \(error)")
            }
            return 0
        }
        exit(code)
    }

    private static let target: FuzzTarget = {
        let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
            fatalError("FUZZ_TARGET: expected one of \(names), found `\(name)`")
        }
        return target
    }()
}
