// SPDX-License-Identifier: Apache-2.0
// The formats of JSON Schema (validation, 7.3) as rows: whether a text has the form.

#include "base/ascii.h"
#include "base/calendar.h"
#include "base/utf8.h"
#include "schema/json/internal.h"

#include <unicode/uidna.h>

// ---- Small scanners ----

static bool number_at(Slice text, size_t at, size_t digits, int *number)
{
    *number = 0;
    if (at + digits > text.len)
        return false;
    for (size_t i = at; i < at + digits; i++) {
        if (!is_digit(text.at[i]))
            return false;
        *number = *number * 10 + text.at[i] - '0';
    }
    return true;
}

// ---- RFC 3339 ----

static bool is_date(Arena *scratch, Slice text)
{
    (void)scratch;
    int year, month, day;
    return text.len == 10 && number_at(text, 0, 4, &year) && text.at[4] == '-' &&
           number_at(text, 5, 2, &month) && text.at[7] == '-' && number_at(text, 8, 2, &day) &&
           calendar_has(year, month, day);
}

// A leap second is one where it is 23:59:60 in UTC.
static bool is_time(Arena *scratch, Slice text)
{
    (void)scratch;
    int hour, minute, second, zone_hour = 0, zone_minute = 0;
    if (text.len < 9 || !number_at(text, 0, 2, &hour) || text.at[2] != ':' ||
        !number_at(text, 3, 2, &minute) || text.at[5] != ':' || !number_at(text, 6, 2, &second))
        return false;
    size_t at = 8;
    if (text.at[at] == '.') {
        size_t from = ++at;
        while (at < text.len && is_digit(text.at[at]))
            at++;
        if (at == from)
            return false;
    }
    if (at == text.len)
        return false;
    char sign = text.at[at];
    if ((sign | 32) == 'z') {
        if (at + 1 != text.len)
            return false;
    } else if ((sign != '+' && sign != '-') || text.len != at + 6 ||
               !number_at(text, at + 1, 2, &zone_hour) || text.at[at + 3] != ':' ||
               !number_at(text, at + 4, 2, &zone_minute) || zone_hour > 23 || zone_minute > 59) {
        return false;
    }
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    int offset = (zone_hour * 60 + zone_minute) * (sign == '-' ? -1 : 1);
    int utc = ((hour * 60 + minute - offset) % 1440 + 1440) % 1440;
    return second < 60 || utc == 23 * 60 + 59;
}

static bool is_date_time(Arena *scratch, Slice text)
{
    return text.len > 11 && (text.at[10] | 32) == 't' &&
           is_date(scratch, slice_part(text, 0, 10)) &&
           is_time(scratch, slice_part(text, 11, text.len));
}

// PnYnMnDTnHnMnS or PnW; a part may be left out only at the ends (RFC 3339, appendix A).
static bool is_duration(Arena *scratch, Slice text)
{
    (void)scratch;
    static const char date_marks[] = "YMD", time_marks[] = "HMS";
    if (text.len < 3 || text.at[0] != 'P')
        return false;
    const char *marks = date_marks;
    int last = -1;
    size_t parts = 0;
    bool in_time = false;
    for (size_t i = 1; i < text.len;) {
        if (text.at[i] == 'T' && !in_time) {
            in_time = true;
            marks = time_marks;
            last = -1;
            parts = 0;
            i++;
            continue;
        }
        size_t from = i;
        while (i < text.len && is_digit(text.at[i]))
            i++;
        if (i == from || i == text.len)
            return false;
        if (text.at[i] == 'W')
            return !in_time && last < 0 && i + 1 == text.len;
        const char *mark = strchr(marks, text.at[i++]);
        int place = mark && *mark ? (int)(mark - marks) : -1;
        if (place < 0 || (last >= 0 && place != last + 1))
            return false;
        last = place;
        parts++;
    }
    return parts > 0;
}

// ---- Names of hosts, addresses ----

static bool is_label(Slice label)
{
    if (label.len == 0 || label.len > 63 || label.at[0] == '-' || label.at[label.len - 1] == '-')
        return false;
    for (size_t i = 0; i < label.len; i++)
        if (!is_letter(label.at[i]) && !is_digit(label.at[i]) && label.at[i] != '-')
            return false;
    return true;
}

static bool has_idna_form(Arena *scratch, Slice text)
{
    UErrorCode code = U_ZERO_ERROR;
    UIDNA *idna = uidna_openUTS46(UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ |
                                      UIDNA_CHECK_CONTEXTO | UIDNA_NONTRANSITIONAL_TO_ASCII |
                                      UIDNA_NONTRANSITIONAL_TO_UNICODE,
                                  &code);
    if (U_FAILURE(code))
        return false;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    char *out = arena_take_raw(scratch, 1024, 1);
    uidna_nameToASCII_UTF8(idna, text.at, (int32_t)text.len, out, 1024, &info, &code);
    uidna_close(idna);
    return U_SUCCESS(code) && info.errors == 0;
}

static bool is_hostname(Arena *scratch, Slice text)
{
    Slice rest = text;
    if (text.len == 0 || text.len > 253)
        return false;
    for (size_t i = 0; i <= text.len; i++) {
        if (i < text.len && text.at[i] != '.')
            continue;
        Slice label =
            slice_part(text, (size_t)(rest.at - text.at), i - (size_t)(rest.at - text.at));
        if (!is_label(label))
            return false;
        bool has_mark = label.len >= 4 && label.at[2] == '-' && label.at[3] == '-';
        if (has_mark && ((label.at[0] | 32) != 'x' || (label.at[1] | 32) != 'n' ||
                         !has_idna_form(scratch, label)))
            return false;
        rest = slice_part(text, i + 1, text.len);
    }
    return true;
}

static bool is_idn_hostname(Arena *scratch, Slice text)
{
    // what mapping would turn into letters is not in the form itself (RFC 5892)
    static const char *const refused[] = {"\u302E", "\u302F", "\u0640", "\u07FA", "\u3031",
                                          "\u3032", "\u3033", "\u3034", "\u3035", "\u303B"};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (slice_find(text, slice_of(refused[i])) != SIZE_MAX)
            return false;
    return text.len > 0 && text.len < 1000 && text.at[0] != '.' && has_idna_form(scratch, text);
}

static bool is_ipv4(Arena *scratch, Slice text)
{
    (void)scratch;
    size_t parts = 0;
    for (size_t i = 0; i < text.len; parts++) {
        size_t from = i;
        int number = 0;
        while (i < text.len && is_digit(text.at[i]) && i - from < 4)
            number = number * 10 + text.at[i++] - '0';
        if (i == from || i - from > 3 || number > 255 || (i - from > 1 && text.at[from] == '0'))
            return false;
        if (i < text.len && (text.at[i++] != '.' || i == text.len))
            return false;
    }
    return parts == 4;
}

static bool is_ipv6(Arena *scratch, Slice text)
{
    size_t groups = 0, i = 0;
    bool has_gap = false;
    if (slice_starts(text, S("::"))) {
        has_gap = true;
        i = 2;
    } else if (slice_starts(text, S(":"))) {
        return false;
    }
    while (i < text.len) {
        size_t from = i;
        while (i < text.len && is_hex_digit(text.at[i]))
            i++;
        if (i < text.len && text.at[i] == '.')
            return groups <= 6 && is_ipv4(scratch, slice_part(text, from, text.len)) &&
                   (has_gap ? groups < 6 : groups == 6);
        if (i == from || i - from > 4 || ++groups > 8)
            return false;
        if (i == text.len)
            break;
        if (text.at[i++] != ':' || i == text.len)
            return false;
        if (text.at[i] == ':') {
            if (has_gap)
                return false;
            has_gap = true;
            i++;
        }
    }
    return has_gap ? groups < 8 : groups == 8;
}

static bool is_local_part(Slice text, bool is_idn)
{
    if (text.len == 0 || text.len > 64)
        return false;
    if (text.at[0] == '"')
        return text.len > 2 && text.at[text.len - 1] == '"';
    bool after_dot = true;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool is_atom = is_letter((char)c) || is_digit((char)c) ||
                       (c && strchr("!#$%&'*+-/=?^_`{|}~", c)) || (is_idn && c >= 0x80);
        if (!is_atom && (c != '.' || after_dot))
            return false;
        after_dot = c == '.';
    }
    return !after_dot;
}

static bool is_address(Arena *scratch, Slice text, bool is_idn)
{
    size_t at = text.len;
    while (at > 0 && text.at[at - 1] != '@')
        at--;
    if (at < 2)
        return false;
    Slice domain = slice_part(text, at, text.len);
    if (!is_local_part(slice_part(text, 0, at - 1), is_idn))
        return false;
    if (domain.len > 2 && domain.at[0] == '[' && domain.at[domain.len - 1] == ']') {
        Slice inner = slice_part(domain, 1, domain.len - 2);
        return slice_starts(inner, S("IPv6:")) ? is_ipv6(scratch, slice_part(inner, 5, inner.len))
                                               : is_ipv4(scratch, inner);
    }
    return is_idn ? is_idn_hostname(scratch, domain) : is_hostname(scratch, domain);
}

static bool is_email(Arena *scratch, Slice text)
{
    return is_address(scratch, text, false);
}

static bool is_idn_email(Arena *scratch, Slice text)
{
    return is_address(scratch, text, true);
}

// ---- URIs (RFC 3986, 3987, 6570) ----

static bool is_uri_char(unsigned char c, bool is_iri)
{
    return is_letter((char)c) || is_digit((char)c) || (c && strchr("-._~:/?#[]@!$&'()*+,;=%", c)) ||
           (is_iri && c >= 0x80);
}

static bool has_good_authority(Arena *scratch, Slice authority)
{
    size_t at = authority.len;
    while (at > 0 && authority.at[at - 1] != '@')
        at--;
    Slice user = slice_part(authority, 0, at ? at - 1 : 0),
          host = slice_part(authority, at, authority.len);
    if (memchr(user.at ? user.at : "", '[', user.len) ||
        memchr(user.at ? user.at : "", '@', user.len))
        return false;
    if (host.len && host.at[0] == '[') {
        const char *close = memchr(host.at, ']', host.len);
        if (!close)
            return false;
        Slice inner = slice_part(host, 1, (size_t)(close - host.at) - 1);
        bool is_future = inner.len && (inner.at[0] | 32) == 'v';
        if (!is_future && !is_ipv6(scratch, inner))
            return false;
        host = slice_part(host, (size_t)(close - host.at) + 1, host.len);
        if (host.len && host.at[0] != ':')
            return false;
    } else if (memchr(host.at ? host.at : "", '[', host.len) ||
               memchr(host.at ? host.at : "", ']', host.len)) {
        return false;
    }
    const char *colon = host.len ? memchr(host.at, ':', host.len) : NULL;
    for (const char *p = colon ? colon + 1 : host.at + host.len; host.len && p < host.at + host.len;
         p++)
        if (!is_digit(*p))
            return false;
    return true;
}

static bool has_uri_chars(Slice text, bool is_iri)
{
    bool in_fragment = false, in_query = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool is_escape = c == '%' && i + 2 < text.len && is_hex_digit(text.at[i + 1]) &&
                         is_hex_digit(text.at[i + 2]);
        if (!is_uri_char((unsigned char)c, is_iri) || (c == '%' && !is_escape) ||
            (c == '#' && in_fragment))
            return false;
        in_fragment |= c == '#';
        in_query |= c == '?';
        if ((in_fragment || in_query) && (c == '[' || c == ']'))
            return false;
    }
    return true;
}

// With its colon; 0 where there is none.
static size_t scheme_length(Slice text)
{
    size_t len = 0;
    while (len < text.len && (is_letter(text.at[len]) ||
                              (len && (is_digit(text.at[len]) || strchr("+-.", text.at[len])))))
        len++;
    return len > 0 && len < text.len && text.at[len] == ':' ? len + 1 : 0;
}

static Slice part_before(Slice text, const char *ends)
{
    size_t len = 0;
    while (len < text.len && !strchr(ends, text.at[len]))
        len++;
    return slice_part(text, 0, len);
}

static bool is_reference(Arena *scratch, Slice text, bool is_iri, bool needs_scheme)
{
    size_t scheme = scheme_length(text);
    if (!has_uri_chars(text, is_iri) || (scheme == 0 && needs_scheme))
        return false;
    Slice rest = slice_part(text, scheme, text.len);
    // The first segment of a relative path has no colon.
    if (scheme == 0 && slice_find(part_before(rest, "/?#"), S(":")) != SIZE_MAX)
        return false;
    if (slice_starts(rest, S("//")))
        return has_good_authority(scratch, part_before(slice_part(rest, 2, rest.len), "/?#"));
    Slice path = part_before(rest, "?#");
    return slice_find(path, S("[")) == SIZE_MAX && slice_find(path, S("]")) == SIZE_MAX;
}

static bool is_uri(Arena *scratch, Slice text)
{
    return is_reference(scratch, text, false, true);
}

static bool is_uri_reference(Arena *scratch, Slice text)
{
    return is_reference(scratch, text, false, false);
}

static bool is_iri(Arena *scratch, Slice text)
{
    return is_reference(scratch, text, true, true);
}

static bool is_iri_reference(Arena *scratch, Slice text)
{
    return is_reference(scratch, text, true, false);
}

static bool is_uri_template(Arena *scratch, Slice text)
{
    (void)scratch;
    bool is_open = false;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == '{' && is_open)
            return false;
        if (c == '}' && !is_open)
            return false;
        if (c == '{' || c == '}') {
            is_open = c == '{';
            if (is_open && i + 1 < text.len && text.at[i + 1] == '}')
                return false;
            continue;
        }
        if (c <= ' ' || (c && strchr("\"<>\\^`|", c)) || (!is_open && c == '\''))
            return false;
    }
    return !is_open;
}

// ---- Others ----

static bool is_uuid(Arena *scratch, Slice text)
{
    (void)scratch;
    if (text.len != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_hyphen ? text.at[i] != '-' : !is_hex_digit(text.at[i]))
            return false;
    }
    return true;
}

static bool is_json_pointer(Arena *scratch, Slice text)
{
    (void)scratch;
    if (text.len && text.at[0] != '/')
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == '~' &&
            (i + 1 == text.len || (text.at[i + 1] != '0' && text.at[i + 1] != '1')))
            return false;
    return true;
}

static bool is_relative_pointer(Arena *scratch, Slice text)
{
    size_t digits = 0;
    while (digits < text.len && is_digit(text.at[digits]))
        digits++;
    if (digits == 0 || (digits > 1 && text.at[0] == '0'))
        return false;
    Slice rest = slice_part(text, digits, text.len);
    return slice_equal(rest, S("#")) || is_json_pointer(scratch, rest);
}

static bool is_regex(Arena *scratch, Slice text)
{
    return pattern_is_valid(scratch, text);
}

FormatCheck *format_find(Slice name)
{
    static const struct {
        const char *name;
        FormatCheck *check;
    } formats[] = {
        {"date-time", is_date_time},
        {"date", is_date},
        {"time", is_time},
        {"duration", is_duration},
        {"email", is_email},
        {"idn-email", is_idn_email},
        {"hostname", is_hostname},
        {"idn-hostname", is_idn_hostname},
        {"ipv4", is_ipv4},
        {"ipv6", is_ipv6},
        {"uri", is_uri},
        {"uri-reference", is_uri_reference},
        {"iri", is_iri},
        {"iri-reference", is_iri_reference},
        {"uuid", is_uuid},
        {"uri-template", is_uri_template},
        {"json-pointer", is_json_pointer},
        {"relative-json-pointer", is_relative_pointer},
        {"regex", is_regex},
    };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (slice_equal(name, slice_of(formats[i].name)))
            return formats[i].check;
    return NULL;
}
