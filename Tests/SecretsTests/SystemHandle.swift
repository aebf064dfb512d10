import Glibc

/// What the tests of keys ask of the system.
enum SystemHandle {
    static func setMode(_ path: String, _ mode: mode_t) -> Bool { unsafe chmod(path, mode) == 0 }

    static func giveAway(_ path: String, to account: uid_t) -> Bool { unsafe chown(path, account, account) == 0 }

    static func link(_ path: String, to target: String) -> Bool { unsafe symlink(target, path) == 0 }

    static var isRoot: Bool { geteuid() == 0 }

    static func setVariable(_ name: String, _ value: String) { _ = unsafe setenv(name, value, 1) }

    static func hasVariable(_ name: String) -> Bool { unsafe getenv(name) != nil }
}
