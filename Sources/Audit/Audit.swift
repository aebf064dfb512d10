let auditModulePending = true
