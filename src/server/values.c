// SPDX-License-Identifier: Apache-2.0
// The parameters of a request, decoded and checked by the rows of its route, so that no handler
// sees one that is not what the description says.

#include "base/ascii.h"
#include "base/utf8.h"
#include "register/days.h"
#include "server/internal.h"

enum { TEXT_MAX_DEFAULT = 1000 };

static bool is_clean(Slice text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] < 0x20 || text.at[i] == 0x7F)
            return false;
    return utf8_valid(text) == text.len;
}

// The byte that the two digits behind a % say; -1 where they do not.
static int byte_of(Slice text)
{
    int high = text.len > 0 ? hex_value(text.at[0]) : -1,
        low = text.len > 1 ? hex_value(text.at[1]) : -1;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool percent_decode(Arena *arena, Slice text, Slice *decoded)
{
    char *out = arena_take_raw(arena, text.len + 1, 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        int byte = (unsigned char)text.at[i];
        if (byte == '%') {
            byte = byte_of(slice_part(text, i + 1, 2));
            i += 2;
        }
        if (byte < 0)
            return false;
        out[len++] = (char)byte;
    }
    out[len] = '\0';
    *decoded = (Slice){out, len};
    return is_clean(*decoded);
}

// ---- What a row says of a value ----

static bool is_choice(const char *choices, Slice value)
{
    for (Slice rest = slice_of(choices); rest.len > 0;)
        if (slice_equal(slice_cut(&rest, ' '), value))
            return true;
    return false;
}

bool digits_read(Slice text, uint64_t most, uint64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] < '0' || text.at[i] > '9' || *number > most)
            return false;
        *number = *number * 10 + (uint64_t)(text.at[i] - '0');
    }
    return text.len > 0 && text.len < 19 && *number <= most;
}

// Whether the value is of the row's kind; *expected: what the kind is.
static bool is_of_kind(Arena *arena, const Parameter *row, Slice value, const char **expected)
{
    uint64_t number, most = row->most > 0 ? row->most : TEXT_MAX_DEFAULT;
    switch (row->kind) {
    case NUMBER:
        *expected =
            arena_print(arena, "a whole number from 0 to %llu", (unsigned long long)most).at;
        return digits_read(value, most, &number);
    case BOOLEAN:
        *expected = "true or false";
        return is_choice("true false", value);
    case DATE:
        *expected = "a date as 2026-11-21";
        return day_is(value);
    case TEXT:
        break;
    }
    return true;
}

static bool check_value(Request *request, const Parameter *row, Slice value)
{
    const char *expected;
    uint64_t most = row->most > 0 ? row->most : TEXT_MAX_DEFAULT;
    Slice shown = slice_show(request->arena, value, 60);
    if (!is_of_kind(request->arena, row, value, &expected))
        answer_problem(request, PROBLEM_PARAMETER, "%s is %.*s; expected %s", row->name,
                       (int)shown.len, shown.at, expected);
    else if (row->choices != NULL && !is_choice(row->choices, value))
        answer_problem(request, PROBLEM_PARAMETER, "%s is %.*s; it is one of: %s", row->name,
                       (int)shown.len, shown.at, row->choices);
    else if (row->kind == TEXT && value.len > most)
        answer_problem(request, PROBLEM_PARAMETER, "%s is longer than %llu bytes", row->name,
                       (unsigned long long)most);
    else
        return true;
    return false;
}

// ---- Where values stand ----

typedef struct Taking {
    Request *request;
    bool is_good;
} Taking;

static int row_of(const Route *route, ParameterPlace in, Slice name)
{
    for (int i = 0; route->parameters != NULL && route->parameters[i].name != NULL; i++)
        if (route->parameters[i].in == in && slice_equal(slice_of(route->parameters[i].name), name))
            return i;
    return -1;
}

static void set_value(Taking *it, int row, Slice raw)
{
    Request *request = it->request;
    const Parameter *parameter = &request->route->parameters[row];
    if (!percent_decode(request->arena, raw, &request->values[row])) {
        answer_problem(request, PROBLEM_PARAMETER,
                       "%s is not UTF-8 without control characters, percent-encoded where need be",
                       parameter->name);
        it->is_good = false;
        return;
    }
    it->is_good = check_value(request, parameter, request->values[row]);
}

// A name that is not known is refused: a slip of the finger must not change what is answered.
static void take_query(void *context, Slice name, Slice value)
{
    Taking *it = context;
    Request *request = it->request;
    if (!it->is_good || request->route->is_page) // a page reads its address itself
        return;
    int row = row_of(request->route, IN_QUERY, name);
    Slice shown = slice_show(request->arena, name, 60);
    if (row < 0)
        answer_problem(request, PROBLEM_PARAMETER, "there is no parameter %.*s here",
                       (int)shown.len, shown.at);
    else if (request->values[row].at != NULL)
        answer_problem(request, PROBLEM_PARAMETER, "%.*s is given twice", (int)shown.len, shown.at);
    else
        set_value(it, row, value);
    it->is_good = it->is_good && request->response.status == 0;
}

static void take_path(Taking *it)
{
    Slice pattern = slice_of(it->request->route->path), path = exchange_path(it->request->exchange);
    while (it->is_good && pattern.len > 0) {
        Slice wanted = slice_cut(&pattern, '/');
        bool is_rest = slice_ends(wanted, S("*}"));
        Slice found = is_rest ? path : slice_cut(&path, '/');
        if (wanted.len < 2 || wanted.at[0] != '{')
            continue;
        Slice name = slice_part(wanted, 1, wanted.len - (is_rest ? 3 : 2));
        set_value(it, row_of(it->request->route, IN_PATH, name), found);
    }
}

bool values_read(Request *request)
{
    Taking it = {request, true};
    take_path(&it);
    if (it.is_good)
        exchange_query(request->exchange, take_query, &it);
    const Parameter *rows = request->route->parameters;
    for (int i = 0; it.is_good && rows != NULL && rows[i].name != NULL; i++) {
        if (!rows[i].is_required || rows[i].in == IN_HEADER || request->values[i].at != NULL)
            continue;
        answer_problem(request, PROBLEM_PARAMETER, "the parameter %s is missing: %s", rows[i].name,
                       rows[i].text);
        it.is_good = false;
    }
    return it.is_good;
}

// ---- For handlers ----

Slice request_value(const Request *request, const char *name)
{
    const Parameter *rows = request->route->parameters;
    for (int i = 0; rows != NULL && rows[i].name != NULL; i++)
        if (strcmp(rows[i].name, name) == 0)
            return request->values[i];
    return (Slice){NULL, 0};
}

uint64_t request_number(const Request *request, const char *name, uint64_t otherwise)
{
    uint64_t number;
    Slice value = request_value(request, name);
    return value.at != NULL && digits_read(value, UINT64_MAX / 10, &number) ? number : otherwise;
}

bool request_flag(const Request *request, const char *name)
{
    return slice_equal(request_value(request, name), S("true"));
}
