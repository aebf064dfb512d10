import Access
import Daemon
import HTTP
import Postgres

/// An HTTP server as a service of the process.
struct HTTPService: Service {
    let name: String
    let server: HTTPServer

    func run() async throws {
        try await server.run()
    }
}

/// The embedded database as a service: started before the group, stopped after all that uses it.
struct ClusterService: Service {
    let name = "postgres"
    let cluster: EmbeddedCluster

    func run() async throws {
        // Sleeps until the group stops; the cluster watches its process by itself.
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(3600))
        }
        await cluster.stop()
    }
}
