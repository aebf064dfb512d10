#pragma once

#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer with the arguments of a command line.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*check)(const uint8_t *start, size_t count));
