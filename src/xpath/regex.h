// Regular expressions of XPath (F&O 7.6.1) and XSD (part 2, appendix F): translated to PCRE2, matched within limits.
#pragma once

#include "base/arena.h"

typedef struct Regex Regex;

// `xsd`: the whole text must match, there are no anchors and no flags. Immutable, lives in `arena`, shared by threads. NULL with
// a fault FORX0001 or FORX0002 for what is wrong.
Regex *regex_compile(Arena *arena, Slice pattern, Slice flags, bool xsd, Fault *fault);

typedef enum RegexResult { REGEX_NO, REGEX_YES, REGEX_LIMIT } RegexResult;
RegexResult regex_test(const Regex *regex, Slice text);
