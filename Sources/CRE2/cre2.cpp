#include "cre2.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstring>
#include <new>

struct cre2_regex {
    re2::RE2 re2;

    cre2_regex(const re2::StringPiece &pattern, const re2::RE2::Options &options) : re2(pattern, options) {}
};

namespace {

constexpr int groups_max = 1024;

re2::StringPiece piece(const uint8_t *bytes, size_t size) {
    return re2::StringPiece(reinterpret_cast<const char *>(bytes), size);
}

}  // namespace

cre2_regex *cre2_new(const uint8_t *pattern, size_t size, int flags, char *error, size_t error_capacity) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive((flags & CRE2_CASELESS) == 0);
    options.set_dot_nl((flags & CRE2_DOT_NEWLINE) != 0);
    if (flags & CRE2_BYTES) options.set_encoding(re2::RE2::Options::EncodingLatin1);
    auto *regex = new (std::nothrow) cre2_regex(piece(pattern, size), options);
    if (regex != nullptr && regex->re2.ok() && regex->re2.NumberOfCapturingGroups() < groups_max) return regex;
    if (error_capacity > 0) {
        const std::string text = regex == nullptr ? "out of memory"
            : regex->re2.ok()                     ? "too many capturing groups"
                                                  : regex->re2.error();
        const size_t length = std::min(text.size(), error_capacity - 1);
        std::memcpy(error, text.data(), length);
        error[length] = 0;
    }
    delete regex;
    return nullptr;
}

void cre2_delete(cre2_regex *regex) { delete regex; }

int cre2_group_count(const cre2_regex *regex) { return regex->re2.NumberOfCapturingGroups(); }

int cre2_match(
    const cre2_regex *regex, const uint8_t *text, size_t size, size_t from, int64_t *groups, int group_count) {
    if (from > size) return 0;
    re2::StringPiece found[groups_max];
    group_count = std::min(group_count, groups_max);
    const re2::StringPiece whole = piece(text, size);
    if (!regex->re2.Match(whole, from, size, re2::RE2::UNANCHORED, found, group_count)) return 0;
    for (int group = 0; group < group_count; ++group) {
        const bool took_part = found[group].data() != nullptr;
        groups[2 * group] = took_part ? found[group].data() - whole.data() : -1;
        groups[2 * group + 1] = took_part ? groups[2 * group] + static_cast<int64_t>(found[group].size()) : -1;
    }
    return 1;
}

void cre2_match_rows(
    const cre2_regex *regex, const uint8_t *bytes, const int64_t *ends, size_t rows, uint8_t *mask) {
    int64_t begin = 0;
    for (size_t row = 0; row < rows; ++row) {
        const re2::StringPiece text = piece(bytes + begin, ends[row] - begin);
        mask[row] = regex->re2.Match(text, 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0) ? 1 : 0;
        begin = ends[row];
    }
}

int64_t cre2_find(const uint8_t *text, size_t size, const uint8_t *needle, size_t needle_size) {
    const void *found = memmem(text, size, needle, needle_size);
    return found == nullptr ? -1 : static_cast<const uint8_t *>(found) - text;
}
