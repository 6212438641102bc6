#ifndef COLONNADE_CRE2_H
#define COLONNADE_CRE2_H

// The part of RE2 that SQL functions need, over plain pointers: RE2 itself is C++, which Swift does not see.

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_regex cre2_regex;

enum {
    CRE2_CASELESS = 1,      // letters match in either case
    CRE2_DOT_NEWLINE = 2,   // `.` matches `\n`
    CRE2_BYTES = 4          // the pattern and the text are Latin-1 bytes, not UTF-8
};

// Compiles a pattern. NULL if it is none: then `error` holds a text of at most `error_capacity - 1` bytes and a zero.
cre2_regex *cre2_new(const uint8_t *pattern, size_t size, int flags, char *error, size_t error_capacity);
void cre2_delete(cre2_regex *regex);

// The number of capturing groups, without group 0.
int cre2_group_count(const cre2_regex *regex);

// The first match in `text[from..<size]`. Fills `groups` with `group_count` pairs of begin and end, group 0 first;
// -1 for a group that took no part. Returns 1 for a match, else 0.
int cre2_match(
    const cre2_regex *regex, const uint8_t *text, size_t size, size_t from, int64_t *groups, int group_count);

// `mask[row] = 1` where the pattern occurs in row `row` of `rows`, which ends at `ends[row]`; else 0.
void cre2_match_rows(
    const cre2_regex *regex, const uint8_t *bytes, const int64_t *ends, size_t rows, uint8_t *mask);

// The first place of `needle` in `text`, -1 if there is none (glibc's memmem, which Swift does not see).
int64_t cre2_find(const uint8_t *text, size_t size, const uint8_t *needle, size_t needle_size);

#ifdef __cplusplus
}
#endif

#endif
