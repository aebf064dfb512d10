#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// Swift cannot see macros that are made of others, nor casts to `~0`.

static const uint32_t shim_PCRE2_OPTIONS = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;

static inline pcre2_code_8 *shim_pcre2_compile(
    const uint8_t *pattern, size_t length, int *error, size_t *offset, pcre2_compile_context_8 *context
) {
    return pcre2_compile_8(pattern, length, shim_PCRE2_OPTIONS, error, offset, context);
}

static inline uint32_t shim_pcre2_capture_count(const pcre2_code_8 *code) {
    uint32_t count = 0;
    return pcre2_pattern_info_8(code, PCRE2_INFO_CAPTURECOUNT, &count) == 0 ? count : 0;
}

static inline int shim_pcre2_group_number(const pcre2_code_8 *code, const char *name) {
    return pcre2_substring_number_from_name_8(code, (const uint8_t *)name);
}
