// SPDX-License-Identifier: Apache-2.0
// What the client likes best: Accept and Accept-Language (RFC 9110, 12.5).

#include "server/internal.h"

#include <strings.h>

enum { WISHES_MAX = 64 }; // browsers send eight

static const char *const languages[LANGUAGES] = {"en", "ja", "zh"};

// The weight behind ";q=", in thousandths; 1000 where there is none or it makes no sense.
static int weight_of(Slice parameters)
{
    while (parameters.len > 0) {
        Slice one = slice_trim(slice_cut(&parameters, ';'));
        if (one.len < 3 || (one.at[0] | 0x20) != 'q' || one.at[1] != '=')
            continue;
        int weight = one.at[2] == '1' ? 1000 : 0, digit = 100;
        for (size_t i = 4; i < one.len && i < 7 && weight < 1000; i++, digit /= 10)
            weight += one.at[i] >= '0' && one.at[i] <= '9' ? (one.at[i] - '0') * digit : 0;
        return weight;
    }
    return 1000;
}

static bool equal_loosely(Slice a, Slice b)
{
    return a.len == b.len && strncasecmp(a.at, b.at, a.len) == 0;
}

// How exactly the range names the type: 0 not at all, 1 by */*, 2 by text/*, 3 by its name.
static int closeness(Slice range, Slice type)
{
    if (equal_loosely(range, type))
        return 3;
    if (slice_equal(range, S("*/*")))
        return 1;
    Slice family = slice_part(type, 0, slice_find(type, S("/")) + 1);
    return slice_ends(range, S("/*")) && equal_loosely(slice_part(range, 0, range.len - 1), family)
               ? 2
               : 0;
}

// The closest range decides.
static int quality_of(Slice accept, Slice type)
{
    int best = 0, quality = 0;
    for (int i = 0; accept.len > 0 && i < WISHES_MAX; i++) {
        Slice rest = slice_cut(&accept, ',');
        Slice range = slice_trim(slice_cut(&rest, ';'));
        int close = closeness(range, type);
        if (close <= best)
            continue;
        best = close;
        quality = weight_of(rest);
    }
    return quality;
}

const char *accept_type(Arena *arena, Slice accept, const char *offers)
{
    Slice chosen = {NULL, 0}, rest = slice_of(offers);
    int most = 0;
    if (accept.len == 0)
        return arena_c_string(arena, slice_cut(&rest, ' '));
    while (rest.len > 0) {
        Slice type = slice_cut(&rest, ' ');
        int quality = quality_of(accept, type);
        if (quality <= most)
            continue;
        most = quality;
        chosen = type;
    }
    return chosen.at != NULL ? arena_c_string(arena, chosen) : NULL;
}

const char *accept_language(Slice accept)
{
    const char *chosen = languages[0];
    int most = 0;
    for (int i = 0; accept.len > 0 && i < WISHES_MAX; i++) {
        Slice rest = slice_cut(&accept, ',');
        Slice range = slice_trim(slice_cut(&rest, ';')); // zh-Hant-TW: its first subtag counts
        Slice language = slice_cut(&range, '-');
        int weight = weight_of(rest);
        for (int j = 0; j < LANGUAGES && weight > most; j++)
            if (equal_loosely(language, slice_of(languages[j]))) {
                chosen = languages[j];
                most = weight;
            }
    }
    return chosen;
}

const char *request_language(const Request *request)
{
    Slice asked = request_value(request, "language");
    for (int i = 0; i < LANGUAGES; i++)
        if (slice_equal(asked, slice_of(languages[i])))
            return languages[i];
    return accept_language(request_header(request, "Accept-Language"));
}

const char *request_choose_type(const Request *request, const char *offers)
{
    return accept_type(request->arena, request_header(request, "Accept"), offers);
}
