// Regular expressions from inside: for the functions that need matches, not just an answer.
#pragma once

#include "xpath/internal.h"

typedef struct RegexSpan {
    size_t start, end; // bytes; start SIZE_MAX for a group that did not take part
} RegexSpan;

enum { REGEX_GROUPS_MAX = 100 };

size_t regex_group_count(const Regex *regex);

// The first match at or behind `from`. spans[0] is the whole match, spans[n] group n (as many as
// `room`).
RegexResult regex_find(const Regex *regex, Slice text, size_t from, RegexSpan *spans, size_t room);

// The translation alone (regex_translate.c): PCRE2 syntax, in the buffer. It holds for texts of at
// most *text_max bytes. False with a fault.
#include "base/buffer.h"
typedef struct RegexFlags {
    bool dot_all, multi_line, ignore_case, ignore_space, literal;
    bool is_lenient; // a hyphen behind a range, as in [0-9-_], is itself: rule sets have it, and
                     // Saxon takes it
    bool xsd; // XSD's syntax: no anchors, no back-references, no reluctant quantifiers; the whole
              // text must match
} RegexFlags;
bool regex_translate(Buffer *out, Slice pattern, RegexFlags flags, size_t *groups, size_t *text_max,
                     Fault *fault);
