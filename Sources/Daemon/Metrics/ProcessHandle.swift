import Glibc

/// What the system knows of this process.
enum ProcessHandle {
    /// User and system time, in seconds.
    static var processorSeconds: Double? {
        var usage = rusage()
        guard unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return nil }
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
        return Double(seconds) + Double(microseconds) / 1_000_000
    }

    /// Bytes of memory that are resident.
    static var residentBytes: Double? { memoryPages(1) }

    /// Bytes of address space.
    static var virtualBytes: Double? { memoryPages(0) }

    /// Descriptors that are open, without the one that counts them.
    static var openDescriptors: Double? {
        guard let folder = unsafe opendir("/proc/self/fd") else { return nil }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        // Without `.`, `..` and the folder's own.
        return Double(max(0, count - 3))
    }

    /// How many descriptors may be open.
    static var descriptorLimit: Double? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return limit.rlim_cur == rlim_t.max ? nil : Double(limit.rlim_cur)
    }

    /// When the process started, in seconds since 1970.
    static var startSeconds: Double? {
        // The second field, a name in parentheses, may hold anything; the rest has no parenthesis.
        guard let stat = contents(of: "/proc/self/stat"), let nameEnd = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[nameEnd...].split(separator: " ")
        guard fields.count > 20, let ticks = Double(fields[20]),
            let line = contents(of: "/proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("btime ") }),
            let boot = Double(line.dropFirst(6))
        else { return nil }
        return boot + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func memoryPages(_ field: Int) -> Double? {
        let fields = contents(of: "/proc/self/statm")?.split(separator: " ")
        guard let fields, fields.count > field, let pages = Double(fields[field]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// The text of a small file, up to 64 KiB.
    private static func contents(of path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { _ = close(descriptor) }
        var text: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8192)
        while text.count < 65_536 {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            guard count > 0 else { break }
            text += chunk.prefix(count)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
