let eventLoopModulePending = true
