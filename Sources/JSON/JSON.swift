let jSONModulePending = true
