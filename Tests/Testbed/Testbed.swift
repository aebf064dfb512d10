let testbedPending = true
