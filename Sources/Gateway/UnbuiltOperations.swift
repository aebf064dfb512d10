/// The operations of the contract that this release does not have: they answer 501 with a sentence.
enum UnbuiltOperations {
    static let groups: [EndpointGroup] = [
        EndpointGroup(
            "AI",
            [
                .unbuilt("POST /api/v1/{tenant}/ai/generate/app", "generateApp"),
                .unbuilt("POST /api/v1/{tenant}/ai/generate/dashboard", "generateDashboard"),
                .unbuilt("POST /api/v1/{tenant}/ai/generate/flow", "generateFlow"),
                .unbuilt("POST /api/v1/{tenant}/ai/generate/test", "generateTestSuite"),
                .unbuilt("GET /api/v1/{tenant}/ai/providers", "getProviders"),
            ]
        ),
        EndpointGroup(
            "Apps",
            [
                .unbuilt("DELETE /api/v1/{tenant}/apps", "bulkDeleteApps"),
                .unbuilt("POST /api/v1/{tenant}/apps", "createApp"),
                .unbuilt("GET /api/v1/{tenant}/apps/catalog", "searchAppsFromCatalog"),
                .unbuilt("POST /api/v1/{tenant}/apps/disable", "bulkDisableApps"),
                .unbuilt("POST /api/v1/{tenant}/apps/enable", "bulkEnableApps"),
                .unbuilt("POST /api/v1/{tenant}/apps/export", "bulkExportApps"),
                .unbuilt("POST /api/v1/{tenant}/apps/import", "bulkImportApps"),
                .unbuilt("POST /api/v1/{tenant}/apps/preview", "previewApp"),
                .unbuilt("POST /api/v1/{tenant}/apps/preview/dispatch/{dispatch}", "previewDispatchApp"),
                .unbuilt("GET /api/v1/{tenant}/apps/search", "searchApps"),
                .unbuilt("GET /api/v1/{tenant}/apps/tags", "listTags"),
                .unbuilt("POST /api/v1/{tenant}/apps/view/{id}/dispatch/{dispatch}", "dispatchApp"),
                .unbuilt("GET /api/v1/{tenant}/apps/view/{id}/file/download", "downloadFileFromAppExecution"),
                .unbuilt("GET /api/v1/{tenant}/apps/view/{id}/file/meta", "getFileMetaFromAppExecution"),
                .unbuilt("GET /api/v1/{tenant}/apps/view/{id}/file/preview", "getFilePreviewFromAppExecution"),
                .unbuilt("GET /api/v1/{tenant}/apps/view/{id}/streams/{stream}", "getStreamEventsFromApp"),
                .unbuilt("GET /api/v1/{tenant}/apps/view/{uid}", "openApp"),
                .unbuilt("GET /api/v1/{tenant}/apps/view/{uid}/logs/download", "getLogsFromAppExecution"),
                .unbuilt("DELETE /api/v1/{tenant}/apps/{uid}", "deleteApp"),
                .unbuilt("GET /api/v1/{tenant}/apps/{uid}", "getApp"),
                .unbuilt("PUT /api/v1/{tenant}/apps/{uid}", "updateApp"),
                .unbuilt("POST /api/v1/{tenant}/apps/{uid}/disable", "disableApp"),
                .unbuilt("POST /api/v1/{tenant}/apps/{uid}/enable", "enableApp"),
            ]
        ),
        EndpointGroup(
            "Assets",
            [
                .unbuilt("POST /api/v1/{tenant}/assets", "createAsset"),
                .unbuilt("DELETE /api/v1/{tenant}/assets/by-ids", "deleteAssetsByIds"),
                .unbuilt("DELETE /api/v1/{tenant}/assets/by-query", "deleteAssetsByQuery"),
                .unbuilt("DELETE /api/v1/{tenant}/assets/lineage-events/by-query", "deleteAssetLineageEventsByQuery"),
                .unbuilt("GET /api/v1/{tenant}/assets/lineage-events/search", "searchAssetLineageEvents"),
                .unbuilt("GET /api/v1/{tenant}/assets/search", "searchAssets"),
                .unbuilt("DELETE /api/v1/{tenant}/assets/usages/by-query", "deleteAssetUsagesByQuery"),
                .unbuilt("GET /api/v1/{tenant}/assets/usages/search", "searchAssetUsages"),
                .unbuilt("DELETE /api/v1/{tenant}/assets/{id}", "deleteAsset"),
                .unbuilt("GET /api/v1/{tenant}/assets/{id}", "getAsset"),
                .unbuilt("GET /api/v1/{tenant}/assets/{id}/dependencies", "getAssetDependencies"),
                .unbuilt("DELETE /api/v1/{tenant}/assets/{id}/lock", "unlockAsset"),
                .unbuilt("POST /api/v1/{tenant}/assets/{id}/lock", "lockAsset"),
            ]
        ),
        EndpointGroup(
            "Auths",
            [
                .unbuilt("POST /api/v1/forgotten-password", "forgottenPassword"),
                .unbuilt("POST /api/v1/invitation/accept/{invitationId}", "acceptInvitation"),
                .unbuilt("POST /api/v1/invitation/create/{invitationId}", "createFromInvitation"),
                .unbuilt("GET /api/v1/request-code/{email}", "requestCode"),
                .unbuilt("POST /api/v1/reset-password", "resetPassword"),
            ]
        ),
        EndpointGroup(
            "Banners",
            [
                .unbuilt("POST /api/v1/banners", "createBanner"),
                .unbuilt("GET /api/v1/banners/search", "searchBanners"),
                .unbuilt("DELETE /api/v1/banners/{id}", "deleteBanner"),
                .unbuilt("PUT /api/v1/banners/{id}", "updateBanner"),
            ]
        ),
        EndpointGroup(
            "Blueprint Tags",
            [
                .unbuilt("GET /api/v1/{tenant}/blueprints/community/{kind}/tags", "listBlueprintTags"),
                .unbuilt("GET /api/v1/{tenant}/blueprints/custom/tags", "internalBlueprintTags"),
            ]
        ),
        EndpointGroup(
            "Blueprints",
            [
                .unbuilt("GET /api/v1/{tenant}/blueprints/community/{kind}", "searchBlueprints"),
                .unbuilt("GET /api/v1/{tenant}/blueprints/community/{kind}/{id}", "getBlueprint"),
                .unbuilt("GET /api/v1/{tenant}/blueprints/community/{kind}/{id}/graph", "getBlueprintGraph"),
                .unbuilt("GET /api/v1/{tenant}/blueprints/community/{kind}/{id}/source", "getBlueprintSource"),
                .unbuilt("GET /api/v1/{tenant}/blueprints/custom", "searchInternalBlueprints"),
                .unbuilt("POST /api/v1/{tenant}/blueprints/custom", "createInternalBlueprints"),
                .unbuilt("DELETE /api/v1/{tenant}/blueprints/custom/{id}", "deleteInternalBlueprints"),
                .unbuilt("GET /api/v1/{tenant}/blueprints/custom/{id}", "internalBlueprint"),
                .unbuilt("PUT /api/v1/{tenant}/blueprints/custom/{id}", "updateInternalBlueprints"),
                .unbuilt("GET /api/v1/{tenant}/blueprints/custom/{id}/source", "internalBlueprintFlow"),
                .unbuilt("GET /api/v1/{tenant}/blueprints/flow/{id}", "getFlowBlueprint"),
                .unbuilt("POST /api/v1/{tenant}/blueprints/flows", "createFlowBlueprint"),
                .unbuilt("DELETE /api/v1/{tenant}/blueprints/flows/{id}", "deleteFlowBlueprints"),
                .unbuilt("GET /api/v1/{tenant}/blueprints/flows/{id}", "getFlowBlueprintById"),
                .unbuilt("PUT /api/v1/{tenant}/blueprints/flows/{id}", "updateFlowBlueprint"),
                .unbuilt("POST /api/v1/{tenant}/blueprints/flows/{id}/use-template", "useBlueprintTemplate"),
            ]
        ),
        EndpointGroup(
            "Cluster,Maintenance",
            [
                .unbuilt("POST /api/v1/instance/maintenance/enter", "enterMaintenance"),
                .unbuilt("POST /api/v1/instance/maintenance/exit", "exitMaintenance"),
                .unbuilt("GET /api/v1/instance/maintenance/status", "maintenanceStatus"),
            ]
        ),
        EndpointGroup(
            "Credentials",
            [
                .unbuilt("GET /api/v1/{tenant}/credentials", "listCredentials"),
                .unbuilt("POST /api/v1/{tenant}/credentials", "createCredential"),
                .unbuilt("DELETE /api/v1/{tenant}/credentials/{id}", "deleteCredential"),
                .unbuilt("GET /api/v1/{tenant}/credentials/{id}", "getCredential"),
                .unbuilt("PUT /api/v1/{tenant}/credentials/{id}", "updateCredential"),
                .unbuilt("POST /api/v1/{tenant}/credentials/{id}/test", "testConnection"),
            ]
        ),
        EndpointGroup(
            "Credentials,Namespaces",
            [
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/credentials", "listNamespaceCredentials"),
                .unbuilt("POST /api/v1/{tenant}/namespaces/{namespace}/credentials", "createNamespaceCredential"),
                .unbuilt(
                    "GET /api/v1/{tenant}/namespaces/{namespace}/credentials/inherited",
                    "getInheritedCredentials"
                ),
                .unbuilt(
                    "DELETE /api/v1/{tenant}/namespaces/{namespace}/credentials/{name}",
                    "deleteNamespaceCredential"
                ),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/credentials/{name}", "getNamespaceCredential"),
                .unbuilt("PUT /api/v1/{tenant}/namespaces/{namespace}/credentials/{name}", "updateNamespaceCredential"),
                .unbuilt(
                    "POST /api/v1/{tenant}/namespaces/{namespace}/credentials/{name}/test",
                    "testNamespaceConnection"
                ),
            ]
        ),
        EndpointGroup(
            "Dashboards",
            [
                .unbuilt("GET /api/v1/{tenant}/dashboards", "searchDashboards"),
                .unbuilt("POST /api/v1/{tenant}/dashboards", "createDashboard"),
                .unbuilt("POST /api/v1/{tenant}/dashboards/charts/export/to-csv", "exportChartToCsv"),
                .unbuilt("POST /api/v1/{tenant}/dashboards/charts/preview", "previewChart"),
                .unbuilt("GET /api/v1/{tenant}/dashboards/settings/default-dashboards", "getDefaultDashboards_1"),
                .unbuilt("POST /api/v1/{tenant}/dashboards/validate", "validateDashboard"),
                .unbuilt("POST /api/v1/{tenant}/dashboards/validate/chart", "validateChart"),
                .unbuilt("DELETE /api/v1/{tenant}/dashboards/{id}", "deleteDashboard"),
                .unbuilt("GET /api/v1/{tenant}/dashboards/{id}", "getDashboard"),
                .unbuilt("PUT /api/v1/{tenant}/dashboards/{id}", "updateDashboard"),
                .unbuilt("POST /api/v1/{tenant}/dashboards/{id}/charts/{chartId}", "getDashboardChartData"),
                .unbuilt(
                    "POST /api/v1/{tenant}/dashboards/{id}/charts/{chartId}/export/to-csv",
                    "exportDashboardChartDataToCSV"
                ),
            ]
        ),
        EndpointGroup(
            "Executions",
            [
                .unbuilt("GET /api/v1/{tenant}/executions/export/by-query/csv", "exportExecutions"),
                .unbuilt(
                    "GET /api/v1/{tenant}/executions/webhook/{namespace}/{id}/{key}",
                    "triggerExecutionByGetWebhook"
                ),
                .unbuilt(
                    "POST /api/v1/{tenant}/executions/webhook/{namespace}/{id}/{key}",
                    "triggerExecutionByPostWebhook"
                ),
                .unbuilt(
                    "PUT /api/v1/{tenant}/executions/webhook/{namespace}/{id}/{key}",
                    "triggerExecutionByPutWebhook"
                ),
                .unbuilt(
                    "GET /api/v1/{tenant}/executions/webhook/{namespace}/{id}/{key}/{path}",
                    "triggerExecutionByGetWebhookWithPath"
                ),
                .unbuilt(
                    "POST /api/v1/{tenant}/executions/webhook/{namespace}/{id}/{key}/{path}",
                    "triggerExecutionByPostWebhookWithPath"
                ),
                .unbuilt(
                    "PUT /api/v1/{tenant}/executions/webhook/{namespace}/{id}/{key}/{path}",
                    "triggerExecutionByPutWebhookWithPath"
                ),
                .unbuilt("GET /api/v1/{tenant}/executions/{executionId}/file", "downloadFileFromExecution"),
                .unbuilt("GET /api/v1/{tenant}/executions/{executionId}/file/metas", "getFileMetadatasFromExecution"),
                .unbuilt("GET /api/v1/{tenant}/executions/{executionId}/file/preview", "previewFileFromExecution"),
                .unbuilt(
                    "GET /api/v1/{tenant}/executions/{executionId}/follow-dependencies",
                    "followDependenciesExecutions"
                ),
            ]
        ),
        EndpointGroup(
            "Files",
            [
                .unbuilt("DELETE /api/v1/{tenant}/namespaces/{namespace}/files", "deleteFileDirectory"),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/files", "getFileContent"),
                .unbuilt("POST /api/v1/{tenant}/namespaces/{namespace}/files", "createNamespaceFile"),
                .unbuilt("PUT /api/v1/{tenant}/namespaces/{namespace}/files", "moveFileDirectory"),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/files/directory", "listNamespaceDirectoryFiles"),
                .unbuilt("POST /api/v1/{tenant}/namespaces/{namespace}/files/directory", "createNamespaceDirectory"),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/files/export", "exportNamespaceFiles"),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/files/revisions", "getFileRevisions"),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/files/search", "searchNamespaceFiles"),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/files/stats", "getFileMetadatas"),
            ]
        ),
        EndpointGroup(
            "Flows",
            [
                .unbuilt("GET /api/v1/{tenant}/concurrency-limit/search", "searchConcurrencyLimits"),
                .unbuilt("PUT /api/v1/{tenant}/concurrency-limit/{namespace}/{flowId}", "updateConcurrencyLimit"),
                .unbuilt("POST /api/v1/{tenant}/flows/policies/preview", "previewPolicies"),
            ]
        ),
        EndpointGroup(
            "Invitations",
            [
                .unbuilt("GET /api/v1/me/invitations", "findAllInvitationsForCurrentUser"),
                .unbuilt("POST /api/v1/{tenant}/invitations", "createInvitation"),
                .unbuilt("GET /api/v1/{tenant}/invitations/email/{email}", "listInvitationsByEmail"),
                .unbuilt("GET /api/v1/{tenant}/invitations/search", "searchInvitations"),
                .unbuilt("DELETE /api/v1/{tenant}/invitations/{id}", "deleteInvitation"),
                .unbuilt("GET /api/v1/{tenant}/invitations/{id}", "getInvitation"),
            ]
        ),
        EndpointGroup(
            "KV",
            [
                .unbuilt("GET /api/v1/{tenant}/kv", "listAllKeys"),
                .unbuilt("DELETE /api/v1/{tenant}/namespaces/{namespace}/kv", "deleteKeyValues"),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/kv/inheritance", "listKeysWithInheritence"),
                .unbuilt("DELETE /api/v1/{tenant}/namespaces/{namespace}/kv/{key}", "deleteKeyValue"),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/kv/{key}", "getKeyValue"),
                .unbuilt("PUT /api/v1/{tenant}/namespaces/{namespace}/kv/{key}", "setKeyValue"),
            ]
        ),
        EndpointGroup(
            "KillSwitches",
            [
                .unbuilt("POST /api/v1/kill-switches", "createKillSwitch"),
                .unbuilt("GET /api/v1/kill-switches/search", "searchKillSwitches"),
                .unbuilt("DELETE /api/v1/kill-switches/{id}", "deleteKillSwitch"),
                .unbuilt("PUT /api/v1/kill-switches/{id}", "updateKillSwitch"),
            ]
        ),
        EndpointGroup(
            "Logs",
            [
                .unbuilt("DELETE /api/v1/{tenant}/logs/{namespace}/{flowId}", "deleteLogsFromFlow")
            ]
        ),
        EndpointGroup(
            "Mcp",
            [
                .unbuilt("GET /api/v1/instance/mcp/servers", "listAllMcpServers"),
                .unbuilt("GET /api/v1/{tenant}/mcp/servers", "listMcps"),
                .unbuilt("POST /api/v1/{tenant}/mcp/servers", "createMcp"),
                .unbuilt("DELETE /api/v1/{tenant}/mcp/servers/{id}", "deleteMcp"),
                .unbuilt("GET /api/v1/{tenant}/mcp/servers/{id}", "getMcp"),
                .unbuilt("PUT /api/v1/{tenant}/mcp/servers/{id}", "updateMcp"),
                .unbuilt("PATCH /api/v1/{tenant}/mcp/servers/{id}/toggle", "toggleMcp"),
                .unbuilt("GET /api/v1/{tenant}/mcp/servers/{id}/tools", "listTools"),
            ]
        ),
        EndpointGroup(
            "Metrics",
            [
                .unbuilt(
                    "GET /api/v1/{tenant}/metrics/aggregates/{namespace}/{flowId}/{metric}",
                    "aggregateMetricsFromFlow"
                ),
                .unbuilt(
                    "GET /api/v1/{tenant}/metrics/aggregates/{namespace}/{flowId}/{taskId}/{metric}",
                    "aggregateMetricsFromTask"
                ),
                .unbuilt("GET /api/v1/{tenant}/metrics/names/{namespace}/{flowId}", "listFlowMetrics"),
                .unbuilt("GET /api/v1/{tenant}/metrics/names/{namespace}/{flowId}/{taskId}", "listTaskMetrics"),
                .unbuilt("GET /api/v1/{tenant}/metrics/tasks/{namespace}/{flowId}", "listTasksWithMetrics"),
                .unbuilt("GET /api/v1/{tenant}/metrics/{executionId}", "searchByExecution"),
            ]
        ),
        EndpointGroup(
            "Misc",
            [
                .unbuilt("GET /api/v1/basicAuthValidationErrors", "getBasicAuthConfigErrors"),
                .unbuilt("GET /api/v1/license-info", "licenseInfo"),
                .unbuilt("GET /api/v1/license/refresh", "refreshLicense"),
                .unbuilt("GET /api/v1/main-tenant-flows", "mainTenantFlows"),
                .unbuilt("POST /api/v1/{tenant}/basicAuth", "createBasicAuth"),
                .unbuilt("GET /api/v1/{tenant}/stats/generate-reports", "generate"),
                .unbuilt("GET /api/v1/{tenant}/support/debug-info", "supportDebugInfo"),
                .unbuilt("POST /api/v1/{tenant}/support/forward", "forwardSupportTicket"),
                .unbuilt("GET /api/v1/{tenant}/usages", "tenantUsage"),
                .unbuilt("GET /api/v1/{tenant}/usages/all", "getUsages"),
                .unbuilt("GET /api/v1/{tenant}/worker-selectors/tags", "workerSelectorTags"),
            ]
        ),
        EndpointGroup(
            "Notifications",
            [
                .unbuilt("GET /api/v1/notifications/history", "history"),
                .unbuilt("POST /api/v1/notifications/read-all", "markAllRead"),
                .unbuilt("GET /api/v1/notifications/since", "pollSince"),
                .unbuilt("GET /api/v1/notifications/unread-count", "unreadCount"),
                .unbuilt("POST /api/v1/notifications/{id}/read", "markRead"),
                .unbuilt("POST /api/v1/notifications/{id}/unread", "markUnread"),
            ]
        ),
        EndpointGroup(
            "Plugins",
            [
                .unbuilt("GET /api/v1/instance/versioned-plugins", "listVersionedPlugin"),
                .unbuilt("GET /api/v1/instance/versioned-plugins/available", "listAvailableVersionedPlugins"),
                .unbuilt(
                    "GET /api/v1/instance/versioned-plugins/available/secrets-managers",
                    "listAvailableVersionedPluginsForSecretManager"
                ),
                .unbuilt(
                    "GET /api/v1/instance/versioned-plugins/available/storages",
                    "listAvailableVersionedPluginsForStorage"
                ),
                .unbuilt("POST /api/v1/instance/versioned-plugins/install", "installVersionedPlugins"),
                .unbuilt("POST /api/v1/instance/versioned-plugins/resolve", "resolveVersionedPlugins"),
                .unbuilt("DELETE /api/v1/instance/versioned-plugins/uninstall", "uninstallVersionedPlugins"),
                .unbuilt("POST /api/v1/instance/versioned-plugins/upload", "uploadVersionedPlugins"),
                .unbuilt("GET /api/v1/instance/versioned-plugins/{groupId}/{artifactId}", "getVersionedPluginDetails"),
                .unbuilt(
                    "GET /api/v1/instance/versioned-plugins/{groupId}/{artifactId}/icon.svg",
                    "getVersionedPluginIcon"
                ),
                .unbuilt(
                    "GET /api/v1/instance/versioned-plugins/{groupId}/{artifactId}/release-notes",
                    "getPluginReleaseNotesContent"
                ),
                .unbuilt(
                    "GET /api/v1/instance/versioned-plugins/{groupId}/{artifactId}/{version}",
                    "getVersionedPluginDetailsFromVersion"
                ),
                .unbuilt("GET /api/v1/plugins/{group}/pluginUi/{path}", "getPluginUi"),
            ]
        ),
        EndpointGroup(
            "Policies",
            [
                .unbuilt("POST /api/v1/instance/policies", "createInstancePolicy"),
                .unbuilt("DELETE /api/v1/instance/policies/delete/by-ids", "deleteInstancePoliciesByIds"),
                .unbuilt("POST /api/v1/instance/policies/export", "exportInstancePolicies"),
                .unbuilt("POST /api/v1/instance/policies/export/by-ids", "exportInstancePoliciesByIds"),
                .unbuilt("GET /api/v1/instance/policies/search", "searchInstancePolicies"),
                .unbuilt("DELETE /api/v1/instance/policies/{id}", "deleteInstancePolicy"),
                .unbuilt("GET /api/v1/instance/policies/{id}", "getInstancePolicy"),
                .unbuilt("PUT /api/v1/instance/policies/{id}", "updateInstancePolicy"),
                .unbuilt("GET /api/v1/instance/policies/{id}/evaluate", "evaluateInstancePolicy"),
                .unbuilt("POST /api/v1/{tenant}/namespaces/{namespace}/policies", "createNamespacePolicy"),
                .unbuilt(
                    "DELETE /api/v1/{tenant}/namespaces/{namespace}/policies/delete/by-ids",
                    "deleteNamespacePoliciesByIds"
                ),
                .unbuilt("POST /api/v1/{tenant}/namespaces/{namespace}/policies/export", "exportNamespacePolicies"),
                .unbuilt(
                    "POST /api/v1/{tenant}/namespaces/{namespace}/policies/export/by-ids",
                    "exportNamespacePoliciesByIds"
                ),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/policies/search", "searchNamespacePolicies"),
                .unbuilt("DELETE /api/v1/{tenant}/namespaces/{namespace}/policies/{id}", "deleteNamespacePolicy"),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/policies/{id}", "getNamespacePolicy"),
                .unbuilt("PUT /api/v1/{tenant}/namespaces/{namespace}/policies/{id}", "updateNamespacePolicy"),
                .unbuilt(
                    "GET /api/v1/{tenant}/namespaces/{namespace}/policies/{id}/evaluate",
                    "evaluateNamespacePolicy"
                ),
                .unbuilt("POST /api/v1/{tenant}/policies", "createTenantPolicy"),
                .unbuilt("DELETE /api/v1/{tenant}/policies/delete/by-ids", "deleteTenantPoliciesByIds"),
                .unbuilt("POST /api/v1/{tenant}/policies/export", "exportTenantPolicies"),
                .unbuilt("POST /api/v1/{tenant}/policies/export/by-ids", "exportTenantPoliciesByIds"),
                .unbuilt("POST /api/v1/{tenant}/policies/import", "importPolicies"),
                .unbuilt("GET /api/v1/{tenant}/policies/search", "searchPolicies"),
                .unbuilt("DELETE /api/v1/{tenant}/policies/{id}", "deleteTenantPolicy"),
                .unbuilt("GET /api/v1/{tenant}/policies/{id}", "getTenantPolicy"),
                .unbuilt("PUT /api/v1/{tenant}/policies/{id}", "updateTenantPolicy"),
                .unbuilt("GET /api/v1/{tenant}/policies/{id}/evaluate", "evaluateTenantPolicy"),
            ]
        ),
        EndpointGroup(
            "Quotas",
            [
                .unbuilt("GET /api/v1/{tenant}/quota-limits", "search")
            ]
        ),
        EndpointGroup(
            "Reusable Inputs",
            [
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/reusable-inputs", "list_3"),
                .unbuilt("DELETE /api/v1/{tenant}/namespaces/{namespace}/reusable-inputs/{id}", "delete_3"),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/reusable-inputs/{id}", "get_4"),
                .unbuilt("PUT /api/v1/{tenant}/namespaces/{namespace}/reusable-inputs/{id}", "createOrUpdate"),
                .unbuilt("GET /api/v1/{tenant}/namespaces/{namespace}/reusable-inputs/{id}/revisions", "revisions"),
                .unbuilt("GET /api/v1/{tenant}/reusable-inputs/namespaces", "namespacesWithBlocks"),
            ]
        ),
        EndpointGroup(
            "Services",
            [
                .unbuilt("GET /api/v1/instance/metrics/{serviceType}", "metrics"),
                .unbuilt("GET /api/v1/instance/services/active", "getActiveServices"),
                .unbuilt("GET /api/v1/instance/services/search", "searchServices"),
                .unbuilt("GET /api/v1/instance/services/{id}", "getService"),
            ]
        ),
        EndpointGroup(
            "Tenants",
            [
                .unbuilt("GET /api/v1/tenants/{id}/apps-catalog", "getAppsCatalogConfig"),
                .unbuilt("POST /api/v1/tenants/{id}/apps-catalog", "setAppsCatalogConfig"),
                .unbuilt("DELETE /api/v1/tenants/{id}/apps-catalog/logo", "deleteAppsCatalogLogo"),
                .unbuilt("POST /api/v1/tenants/{id}/apps-catalog/logo", "setAppsCatalogLogo"),
                .unbuilt("GET /api/v1/{tenant}/dependencies", "getFlowDependenciesFromTenant"),
            ]
        ),
        EndpointGroup(
            "TestSuites",
            [
                .unbuilt("POST /api/v1/{tenant}/tests", "createTestSuite"),
                .unbuilt("DELETE /api/v1/{tenant}/tests/by-ids", "deleteTestSuitesByIds"),
                .unbuilt("POST /api/v1/{tenant}/tests/disable/by-ids", "disableTestSuitesByIds"),
                .unbuilt("POST /api/v1/{tenant}/tests/enable/by-ids", "enableTestSuitesByIds"),
                .unbuilt("GET /api/v1/{tenant}/tests/results/search", "searchTestSuitesResults"),
                .unbuilt("POST /api/v1/{tenant}/tests/results/search/last", "getTestsLastResult"),
                .unbuilt("GET /api/v1/{tenant}/tests/results/{id}", "getTestResult"),
                .unbuilt("POST /api/v1/{tenant}/tests/run", "runTestSuitesByQuery"),
                .unbuilt("GET /api/v1/{tenant}/tests/search", "searchTestSuites"),
                .unbuilt("POST /api/v1/{tenant}/tests/validate", "validateTestSuite"),
                .unbuilt("DELETE /api/v1/{tenant}/tests/{namespace}/{id}", "deleteTestSuite"),
                .unbuilt("GET /api/v1/{tenant}/tests/{namespace}/{id}", "getTestSuite"),
                .unbuilt("PUT /api/v1/{tenant}/tests/{namespace}/{id}", "updateTestSuite"),
                .unbuilt("POST /api/v1/{tenant}/tests/{namespace}/{id}/run", "runTestSuite"),
            ]
        ),
        EndpointGroup(
            "Triggers",
            [
                .unbuilt("PUT /api/v1/{tenant}/triggers/backfill/create", "createBackfill"),
                .unbuilt("POST /api/v1/{tenant}/triggers/backfill/delete", "deleteBackfill"),
                .unbuilt("POST /api/v1/{tenant}/triggers/backfill/delete/by-query", "deleteBackfillByQuery"),
                .unbuilt("POST /api/v1/{tenant}/triggers/backfill/delete/by-triggers", "deleteBackfillByIds"),
                .unbuilt("PUT /api/v1/{tenant}/triggers/backfill/pause", "pauseBackfill"),
                .unbuilt("POST /api/v1/{tenant}/triggers/backfill/pause/by-query", "pauseBackfillByQuery"),
                .unbuilt("POST /api/v1/{tenant}/triggers/backfill/pause/by-triggers", "pauseBackfillByIds"),
                .unbuilt("PUT /api/v1/{tenant}/triggers/backfill/unpause", "unpauseBackfill"),
                .unbuilt("POST /api/v1/{tenant}/triggers/backfill/unpause/by-query", "unpauseBackfillByQuery"),
                .unbuilt("POST /api/v1/{tenant}/triggers/backfill/unpause/by-triggers", "unpauseBackfillByIds"),
                .unbuilt("DELETE /api/v1/{tenant}/triggers/delete/by-query", "deleteTriggersByQuery"),
                .unbuilt("DELETE /api/v1/{tenant}/triggers/delete/by-triggers", "deleteTriggersByIds"),
                .unbuilt("GET /api/v1/{tenant}/triggers/export/by-query/csv", "exportTriggers"),
                .unbuilt("GET /api/v1/{tenant}/triggers/search", "searchTriggers"),
                .unbuilt("PUT /api/v1/{tenant}/triggers/set-disabled", "disableTriggerById"),
                .unbuilt("POST /api/v1/{tenant}/triggers/set-disabled/by-query", "disabledTriggersByQuery"),
                .unbuilt("POST /api/v1/{tenant}/triggers/set-disabled/by-triggers", "disabledTriggersByIds"),
                .unbuilt("POST /api/v1/{tenant}/triggers/unlock/by-query", "unlockTriggersByQuery"),
                .unbuilt("POST /api/v1/{tenant}/triggers/unlock/by-triggers", "unlockTriggersByIds"),
                .unbuilt("GET /api/v1/{tenant}/triggers/{namespace}/{flowId}", "searchTriggersForFlow"),
                .unbuilt("DELETE /api/v1/{tenant}/triggers/{namespace}/{flowId}/{triggerId}", "deleteTrigger"),
                .unbuilt("POST /api/v1/{tenant}/triggers/{namespace}/{flowId}/{triggerId}/restart", "restartTrigger"),
                .unbuilt("POST /api/v1/{tenant}/triggers/{namespace}/{flowId}/{triggerId}/unlock", "unlockTrigger"),
            ]
        ),
        EndpointGroup(
            "Worker Auth",
            [
                .unbuilt("GET /api/v1/instance/workers/credentials", "list_2"),
                .unbuilt("GET /api/v1/instance/workers/credentials/{id}", "get_2"),
                .unbuilt("POST /api/v1/instance/workers/credentials/{id}/revoke", "revoke"),
            ]
        ),
        EndpointGroup(
            "Worker Groups",
            [
                .unbuilt("GET /api/v1/instance/worker-groups", "list"),
                .unbuilt("POST /api/v1/instance/worker-groups", "create"),
                .unbuilt("DELETE /api/v1/instance/worker-groups/{id}", "delete"),
                .unbuilt("GET /api/v1/instance/worker-groups/{id}", "get"),
                .unbuilt("PUT /api/v1/instance/worker-groups/{id}", "update"),
                .unbuilt("GET /api/v1/instance/worker-groups/{id}/capacity", "getCapacity"),
                .unbuilt("POST /api/v1/instance/worker-groups/{id}/subscriptions", "addSubscription"),
                .unbuilt(
                    "DELETE /api/v1/instance/worker-groups/{id}/subscriptions/{workerQueueId}",
                    "removeSubscription"
                ),
                .unbuilt(
                    "PATCH /api/v1/instance/worker-groups/{id}/subscriptions/{workerQueueId}",
                    "updateSubscriptionReservation"
                ),
                .unbuilt("POST /api/v1/instance/worker-groups/{id}/tokens", "generateToken"),
                .unbuilt("DELETE /api/v1/instance/worker-groups/{id}/tokens/{tokenId}", "deleteToken"),
                .unbuilt("POST /api/v1/instance/worker-groups/{id}/tokens/{tokenId}/revoke", "revokeToken"),
                .unbuilt("GET /api/v1/instance/worker-groups/{id}/workers", "listRunningWorkers"),
            ]
        ),
        EndpointGroup(
            "WorkerQueues",
            [
                .unbuilt("GET /api/v1/instance/worker-queues", "list_1"),
                .unbuilt("POST /api/v1/instance/worker-queues", "create_1"),
                .unbuilt("DELETE /api/v1/instance/worker-queues/{id}", "delete_1"),
                .unbuilt("GET /api/v1/instance/worker-queues/{id}", "get_1"),
                .unbuilt("PUT /api/v1/instance/worker-queues/{id}", "update_1"),
                .unbuilt("GET /api/v1/instance/worker-queues/{id}/subscribers", "subscribers"),
            ]
        ),
    ]
}
