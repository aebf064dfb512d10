let daemonModulePending = true
