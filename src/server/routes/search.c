// SPDX-License-Identifier: Apache-2.0
// Search: what an organisation has, by what its people type.
//
//     words, facets ─► search_find ─► hits, counts over all of them ─► titles and snippets, in
//     pieces
//
// Texts are answered in pieces, found or not, so that no client has to count bytes or characters.

#include "server/finder.h"
#include "server/internal.h"
#include "server/names.h"
#include "server/received.h"
#include "server/routes/parameters.h"

enum { SNIPPET_MAX = 240, COUNTED_NAMES_MAX = SEARCH_COUNTED_MAX };

// ---- Texts in pieces ----

static void write_piece(JsonWriter *json, Slice text, bool is_found)
{
    if (text.len == 0)
        return;
    json_open(json, '{');
    json_key(json, "text");
    json_string(json, text);
    json_field_boolean(json, "found", is_found);
    json_close(json, '}');
}

static bool write_marked(Request *request, JsonWriter *json, const char *name, Slice text)
{
    const Span *spans;
    size_t count, at = 0;
    if (!search_highlight(request->arena, text, request_value(request, "q"), &spans, &count,
                          &request->worker->faults))
        return false;
    json_field_open(json, name, '[');
    for (size_t i = 0; i < count; i++) {
        write_piece(json, slice_part(text, at, spans[i].start - at), false);
        write_piece(json, slice_part(text, spans[i].start, spans[i].end - spans[i].start), true);
        at = spans[i].end;
    }
    write_piece(json, slice_part(text, at, text.len), false);
    json_close(json, ']');
    return true;
}

// The field in which the most was found, the title left out.
static bool find_snippet(Request *request, const SearchHit *hit, const Record *record,
                         Slice *snippet)
{
    Faults *faults = &request->worker->faults;
    Described described;
    const SearchDocument *document = &described.document;
    size_t most = 0;
    *snippet = S("");
    if (!finder_describe(request->server->finder, request->arena, record, &described, faults))
        return faults->count == 0;
    for (size_t i = 0; i < document->field_count; i++) {
        const Span *spans;
        size_t count;
        Slice text = document->fields[i].text;
        if (slice_equal(text, hit->title))
            continue;
        if (!search_highlight(request->arena, text, request_value(request, "q"), &spans, &count,
                              faults))
            return false;
        if (count > most) {
            most = count;
            *snippet = search_snippet(text, spans, count, SNIPPET_MAX);
        }
    }
    return true;
}

// ---- Finding ----

// What the index has not: read from the record, which may be gone meanwhile.
static bool write_of_record(Request *request, JsonWriter *json, const SearchHit *hit)
{
    Faults *faults = &request->worker->faults;
    bool with_snippet = request_flag(request, "snippets"),
         with_number = request_flag(request, "numbers");
    Slice snippet = S("");
    if (!with_snippet && !with_number)
        return true;
    const Record *record = store_record(request->server->store, request->arena, hit->owner,
                                        hit->register_name, hit->id, faults);
    if (record == NULL)
        return faults->count == 0;
    if (with_number)
        json_field(json, "number", record_number(record));
    if (with_snippet && !find_snippet(request, hit, record, &snippet))
        return false;
    return snippet.len == 0 || write_marked(request, json, "snippet", snippet);
}

static bool write_hit(Request *request, JsonWriter *json, const SearchHit *hit)
{
    json_open(json, '{');
    json_field(json, "organisation", hit->owner);
    json_field(json, "register", hit->register_name);
    json_field(json, "id", hit->id);
    bool is_good =
        write_marked(request, json, "title", hit->title) && write_of_record(request, json, hit);
    json_close(json, '}');
    return is_good;
}

static void write_counts(JsonWriter *json, const SearchHits *hits)
{
    json_field_open(json, "counts", '[');
    for (size_t i = 0; i < hits->count_count; i++) {
        json_open(json, '{');
        json_field(json, "facet", hits->counts[i].name);
        json_field(json, "value", hits->counts[i].value);
        json_field_integer(json, "count", (int64_t)hits->counts[i].count);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static bool write_page(Request *request, const SearchHits *hits, JsonWriter *json)
{
    bool is_good = true;
    json_open(json, '{');
    json_field_open(json, "hits", '[');
    for (size_t i = 0; i < hits->count && is_good; i++)
        is_good = write_hit(request, json, &hits->at[i]);
    json_close(json, ']');
    json_field_integer(json, "total", (int64_t)hits->total);
    json_field_boolean(json, "loose", hits->is_loose);
    write_counts(json, hits);
    json_field(json, "next", hits->next);
    json_close(json, '}');
    return is_good;
}

// "currency,state" ─► currency; state.
static size_t split_names(Slice text, Slice names[COUNTED_NAMES_MAX])
{
    size_t count = 0;
    while (text.len > 0 && count < COUNTED_NAMES_MAX) {
        names[count] = slice_trim(slice_cut(&text, ','));
        count += names[count].len > 0;
    }
    return count;
}

static void run_search(Request *request)
{
    Facet filters[2];
    Slice counted[COUNTED_NAMES_MAX];
    Slice readers[FINDER_READERS_MAX];
    SearchQuery query = {.text = request_value(request, "q"),
                         .readers = readers,
                         .reader_count = finder_readers(request->arena, &request->asker,
                                                        request->organisation, readers),
                         .register_name = request_value(request, "register"),
                         .filters = filters,
                         .filter_count = facets_asked(request, filters),
                         .counted = counted,
                         .counted_count = split_names(request_value(request, "count"), counted),
                         .is_typing = request_flag(request, "typing"),
                         .after = request_value(request, "after"),
                         .limit = (size_t)request_number(request, "limit", 20)};
    if (slice_equal(request_value(request, "order"), S("newest")))
        query.order = ORDER_NEWEST;
    SearchHits hits;
    JsonWriter json = json_writer(request->arena);
    if (search_find(finder_searcher(request->server->finder), request->arena, &query, &hits,
                    &request->worker->faults) &&
        write_page(request, &hits, &json))
        answer_json(request, 200, &json);
    else
        answer_refusal(request);
}

// ---- Suggesting ----

static void run_suggest(Request *request)
{
    Slice readers[FINDER_READERS_MAX];
    SearchQuery query = {.text = request_value(request, "q"),
                         .readers = readers,
                         .reader_count = finder_readers(request->arena, &request->asker,
                                                        request->organisation, readers),
                         .register_name = request_value(request, "register")};
    const Suggestion *suggestions;
    size_t count;
    if (!search_suggest(finder_searcher(request->server->finder), request->arena, &query,
                        &suggestions, &count, &request->worker->faults)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '[');
    for (size_t i = 0; i < count; i++) {
        json_open(&json, '{');
        json_field(&json, "text", suggestions[i].text);
        json_field_integer(&json, "count", (int64_t)suggestions[i].count);
        json_field(&json, "organisation", suggestions[i].owner);
        json_field(&json, "register", suggestions[i].register_name);
        json_field(&json, "id", suggestions[i].id);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    answer_json(request, 200, &json);
}

// ---- Rows ----

#define IN_REGISTER                                                                                \
    {                                                                                              \
        .name = "register", .in = IN_QUERY, .most = 100,                                           \
        .text = "In this register; without it, in all."                                            \
    }
#define ON_BEHALF_OF                                                                               \
    {                                                                                              \
        .name = "organisation", .in = IN_QUERY, .most = 40,                                        \
        .text = "On whose behalf an officer looks; without it, one's own organisation's records "  \
                "and what all may see, which is what those find who are not signed in."            \
    }

static const Parameter search_parameters[] = {
    {.name = "q",
     .in = IN_QUERY,
     .most = SEARCH_QUERY_MAX,
     .text = "What is sought: words in any spelling, codes, numbers. Without it, everything."},
    IN_REGISTER,
    ON_BEHALF_OF,
    FACET,
    STATE,
    {.name = "count",
     .in = IN_QUERY,
     .text = "Facets whose values are counted over all hits, divided by commas; `register` and "
             "`state` are facets, too."},
    {.name = "order",
     .in = IN_QUERY,
     .choices = "best newest",
     .text = "The best first, which is the order without it, or the newest."},
    {.name = "typing", .in = IN_QUERY, .kind = BOOLEAN, .text = "The last word may go on."},
    {.name = "snippets",
     .in = IN_QUERY,
     .kind = BOOLEAN,
     .text = "With the part of the record in which the most was found."},
    {.name = "numbers",
     .in = IN_QUERY,
     .kind = BOOLEAN,
     .text = "With the record's own number, by which others name it."},
    {.name = "limit",
     .in = IN_QUERY,
     .kind = NUMBER,
     .most = SEARCH_LIMIT_MAX,
     .text = "So many at most; 20 without it."},
    {.name = "after",
     .in = IN_QUERY,
     .most = 64,
     .text = "Goes on behind it: `next` of the page before."},
    {0},
};
static const Parameter suggest_parameters[] = {
    {.name = "q",
     .in = IN_QUERY,
     .is_required = true,
     .most = SEARCH_QUERY_MAX,
     .text = "What was typed so far."},
    IN_REGISTER,
    ON_BEHALF_OF,
    {0},
};

const Route search_routes[] = {
    {
        .id = "searchRecords",
        .path = "/api/search",
        .summary = "Finds records by their texts",
        .text = "Width, case, kana, traditional, simplified and Japanese ideographs are alike; "
                "English words are found in all their forms, codes by their beginnings. Where no "
                "record has all words, those are answered that have some, and `loose` says so.",
        .parameters = search_parameters,
        .answers = {{200, "application/json", "SearchPage", "A page of hits"}},
        .action = ACTION_READ,
        .subject = SUBJECT_SHOWN,
        .lane = LANE_SLOW,
        .run = run_search,
    },
    {
        .id = "suggestWords",
        .path = "/api/suggest",
        .summary = "How what is being typed may go on",
        .parameters = suggest_parameters,
        .answers = {{200, "application/json", "Suggestions", "Words, then titles of records"}},
        .action = ACTION_READ,
        .subject = SUBJECT_SHOWN,
        .lane = LANE_SLOW,
        .run = run_suggest,
    },
    {0},
};
