// SPDX-License-Identifier: Apache-2.0
// `madoguchi codes identify`: numbers and their check characters.

#include <stdio.h>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "codes/identifiers.h"

static size_t language_index(const Arguments *arguments)
{
    static const char *const languages[] = {"en", "ja", "zh"};
    const char *given = argument_value(arguments, "language");
    Slice language = slice_of(given != NULL ? given : language_of_locale());
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        if (slice_starts(language, slice_of(languages[i])))
            return i;
    return 0;
}

// Whether one of the schemes says that it is right; all whose form it has are told.
static bool identify(const char *number, size_t language)
{
    char room[IDENTIFIER_MAX], right[IDENTIFIER_MAX];
    Slice text = identifier_strip(slice_of(number), room);
    bool is_right = false, is_known = false;
    for (const IdentifierScheme *scheme = identifier_schemes; scheme->name != NULL; scheme++) {
        IdentifierVerdict verdict = identifier_verify(scheme, text, right);
        if (verdict == IDENTIFIER_MALFORMED)
            continue;
        is_known = true;
        is_right |= verdict == IDENTIFIER_RIGHT;
        printf("%.*s\t%s\t%s\t", (int)text.len, text.at, scheme->name, scheme->title[language]);
        if (verdict == IDENTIFIER_RIGHT)
            puts("right");
        else
            printf("mistyped; perhaps %.*s\n", (int)text.len, right);
    }
    if (!is_known)
        printf("%s\t-\tof no form that is known\n", number);
    return is_right;
}

int run_codes_identify(const Arguments *arguments)
{
    bool are_right = true;
    size_t language = language_index(arguments);
    for (size_t i = 0; i < operand_count(arguments); i++)
        are_right &= identify(operand_at(arguments, i), language);
    return are_right ? 0 : 1;
}
