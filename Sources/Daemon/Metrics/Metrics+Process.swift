extension Metrics {
    /// Registers what the system knows of this process, under the names that Prometheus gives it.
    public func registerProcess() {
        sampled("process_cpu_seconds_total", "User and system time used, in seconds.", kind: "counter") {
            ProcessHandle.processorSeconds
        }
        gauge("process_resident_memory_bytes", "Memory that is resident, in bytes.") { ProcessHandle.residentBytes }
        gauge("process_virtual_memory_bytes", "Address space, in bytes.") { ProcessHandle.virtualBytes }
        gauge("process_open_fds", "Descriptors that are open.") { ProcessHandle.openDescriptors }
        gauge("process_max_fds", "Descriptors that may be open.") { ProcessHandle.descriptorLimit }
        let start = ProcessHandle.startSeconds
        gauge("process_start_time_seconds", "When the process started, in seconds since 1970.") { start }
    }
}
