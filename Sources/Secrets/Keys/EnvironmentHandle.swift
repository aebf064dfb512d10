import Glibc

/// The environment of the process.
enum EnvironmentHandle {
    /// Takes a variable out of the environment; its text is overwritten, so that `/proc` shows it no more.
    static func take(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        unsafe explicit_bzero(value, strlen(value))
        _ = unsafe unsetenv(name)
        return text
    }
}
