// swift-tools-version: 6.2

import PackageDescription

/// The archive of libFuzzer, if the fuzzer is to be built; `Tests/Fuzz/fuzz.sh` names it.
let fuzzer = Context.environment["REEVE_FUZZER"]

/// The compiler settings of tools that run while the package is built.
let toolSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// One set of compiler settings for every other target: the fuzzer wants all of them instrumented.
let settings =
    fuzzer == nil ? toolSettings : toolSettings + [.unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"])]

/// What the fuzz targets test.
let fuzzed: [Target.Dependency] = [
    "Access", "Archive", "Audit", "Crypto", "Daemon", "Expressions", "Flows", "Gateway", "HTTP", "JSON",
    "Provisioning", "Secrets", "Tenancy", "YAML",
]

/// A module of ours, in `Sources/<name>`.
func module(_ name: String, _ dependencies: [Target.Dependency] = [], plugins: [Target.PluginUsage] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings, plugins: plugins)
}

/// A C library from the system's packages, in `Sources/<name>`: a module map and `shim.h`.
func shim(_ name: String, _ pkgConfig: String?, apt package: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

/// The tests of a module, in `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name)] + dependencies,
        exclude: exclude,
        swiftSettings: settings
    )
}

let package = Package(
    name: "reeve",
    products: [.executable(name: "reeve", targets: ["reeve"])],
    targets: [
        // Executables.
        .executableTarget(
            name: "reeve",
            dependencies: [
                "Access", "Audit", "Crypto", "Daemon", "EventLoop", "Executor", "Expressions", "Flows", "Gateway",
                "HTTP", "HTTPClient", "JSON", "Postgres", "Sandbox", "Schema", "Secrets", "Terminal", "Worker", "YAML",
            ],
            swiftSettings: settings
        ),

        // Edges.
        module(
            "Gateway",
            [
                "Access", "Archive", "Audit", "Crypto", "Daemon", "EventLoop", "Executor", "Expressions", "Flows",
                "HTTP", "JSON", "Postgres", "Provisioning", "Sandbox", "Secrets", "Tenancy", "WorkerProtocol",
            ]
        ),

        // Orchestration.
        module(
            "Executor",
            [
                "Access", "Audit", "Crypto", "Daemon", "EventLoop", "Expressions", "Flows", "JSON", "Postgres",
                "Secrets", "Tenancy", "WorkerProtocol", "YAML",
            ]
        ),
        module("Worker", ["Daemon", "EventLoop", "Expressions", "JSON", "WorkerProtocol"]),
        module("WorkerProtocol", ["Expressions", "JSON"]),
        module("Sandbox", ["CLinux", "EventLoop", "Expressions"]),
        module("Expressions", ["CJQ", "CPCRE2", "JSON"]),
        module("Flows", ["Access", "Daemon", "Expressions", "JSON", "Postgres", "Tenancy", "YAML"]),

        // Governance.
        module("Provisioning", ["Access", "Audit", "Crypto", "Daemon", "JSON", "Postgres", "Tenancy"]),
        module("Secrets", ["Access", "Crypto", "Daemon", "JSON", "Postgres", "Tenancy"]),
        module("Access", ["Audit", "Crypto", "Daemon", "EventLoop", "JSON", "Postgres", "Tenancy", "YAML"]),
        module("Audit", ["Crypto", "Daemon", "JSON", "Postgres", "Tenancy", "YAML"]),
        module("Tenancy", ["Crypto", "JSON", "Postgres"]),
        module("Schema", ["Postgres"], plugins: ["EmbedFiles"]),

        // Wrappers.
        module("HTTPClient", ["CCurl", "EventLoop"]),
        module("HTTP", ["CLinux", "CNGHTTP2", "Crypto", "EventLoop"]),
        module("Postgres", ["CPostgres", "Daemon", "EventLoop"]),
        module("Crypto", ["COpenSSL", "CArgon2"]),
        module("Terminal", ["JSON"]),
        module("YAML", ["CYAML", "JSON"]),
        module("Archive", ["CArchive"]),
        module("JSON"),
        module("Daemon", ["CLinux", "EventLoop", "JSON"]),
        module("EventLoop", ["CLinux"]),

        // Shims.
        shim("CPostgres", "libpq", apt: "libpq-dev"),
        shim("COpenSSL", "openssl", apt: "libssl-dev"),
        shim("CArgon2", "libargon2", apt: "libargon2-dev"),
        shim("CNGHTTP2", "libnghttp2", apt: "libnghttp2-dev"),
        shim("CCurl", "libcurl", apt: "libcurl4-openssl-dev"),
        shim("CYAML", "yaml-0.1", apt: "libyaml-dev"),
        shim("CArchive", "libarchive", apt: "libarchive-dev"),
        shim("CPCRE2", "libpcre2-8", apt: "libpcre2-dev"),
        shim("CJQ", nil, apt: "libjq-dev"),
        .target(name: "CLinux"),

        // Files of the package compiled into the binary.
        .executableTarget(name: "embed-files", path: "Plugins/embed-files", swiftSettings: toolSettings),
        .plugin(name: "EmbedFiles", capability: .buildTool(), dependencies: ["embed-files"]),

        // Tests.
        .target(
            name: "Testbed",
            dependencies: ["Daemon", "EventLoop", "Postgres", "Schema"],
            path: "Tests/Testbed",
            swiftSettings: settings
        ),
        .target(name: "RandomData", dependencies: ["JSON"], path: "Tests/RandomData", swiftSettings: settings),
        .executableTarget(
            name: "edge-server",
            dependencies: ["EventLoop", "HTTP"],
            path: "Tests/Edge/Server",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "flows-bench",
            dependencies: ["Flows", "JSON"],
            path: "Tests/Benchmarks/Flows",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "expressions-bench",
            dependencies: ["Expressions", "JSON"],
            path: "Tests/Benchmarks/Expressions",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "execution-bench",
            dependencies: ["Executor"],
            path: "Tests/Benchmarks/Execution",
            swiftSettings: settings
        ),
        tests("Crypto", ["COpenSSL"]),
        tests("Daemon", ["JSON"]),
        tests("EventLoop", ["RandomData"]),
        tests("reeve", ["EventLoop", "HTTP", "JSON", "Terminal"]),
        tests("HTTPClient", ["Crypto", "EventLoop", "HTTP"]),
        tests("HTTP", ["Crypto", "EventLoop", "RandomData"]),
        tests(
            "Gateway",
            [
                "Access", "Archive", "Audit", "Crypto", "Daemon", "EventLoop", "Executor", "Flows", "HTTP", "JSON",
                "Postgres", "Sandbox", "Schema", "Secrets", "Tenancy", "Testbed",
            ]
        ),
        tests("JSON", ["RandomData"]),
        tests("Archive"),
        tests("Expressions", ["JSON"], exclude: ["Golden"]),
        tests("Worker", ["Daemon", "Expressions", "Flows", "JSON", "RandomData", "WorkerProtocol", "YAML"]),
        tests("Sandbox", ["Expressions", "JSON", "Testbed", "WorkerProtocol"]),
        tests("WorkerProtocol", ["Expressions", "JSON", "RandomData"]),
        tests("Flows", ["Expressions", "JSON", "RandomData", "Tenancy", "YAML"]),
        tests(
            "Executor",
            [
                "Access", "Audit", "Crypto", "Daemon", "EventLoop", "Expressions", "Flows", "JSON", "Postgres",
                "RandomData", "Schema", "Secrets", "Tenancy", "Testbed", "WorkerProtocol", "YAML",
            ]
        ),
        tests("Audit", ["Crypto", "Daemon", "JSON", "RandomData", "Tenancy"]),
        tests("Access", ["Audit", "Crypto", "Daemon", "JSON", "RandomData", "Tenancy"]),
        tests("Secrets", ["Access", "Crypto", "Daemon", "Postgres", "RandomData", "Tenancy", "Testbed"]),
        tests("Terminal", ["JSON"]),
        tests("YAML", ["JSON", "RandomData"]),
        tests("Tenancy", ["JSON"]),
        tests("Provisioning", ["Crypto", "Daemon", "JSON", "Postgres", "RandomData", "Testbed"]),
        tests("Postgres", ["Daemon", "EventLoop", "Schema", "Testbed"]),
        tests("Schema", ["Crypto", "Postgres", "Tenancy", "Testbed"]),
    ]
)

// The fuzz targets are one program under the fuzzer, and else tests that replay what was found.
let inputs = ["corpus", "dictionaries", "fuzz.sh", "regressions"]
if let fuzzer {
    package.targets += [
        .systemLibrary(name: "CFuzzer", path: "Tests/Fuzz/CFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: fuzzed + ["CFuzzer"],
            path: "Tests/Fuzz",
            exclude: inputs + ["CFuzzer", "CorpusTests.swift"],
            swiftSettings: settings,
            linkerSettings: [.unsafeFlags(["-sanitize=address", fuzzer]), .linkedLibrary("stdc++")]
        ),
    ]
} else {
    package.targets.append(
        .testTarget(
            name: "FuzzTests",
            dependencies: fuzzed,
            path: "Tests/Fuzz",
            exclude: inputs + ["CFuzzer", "FuzzerHandle.swift"],
            swiftSettings: settings
        )
    )
}
