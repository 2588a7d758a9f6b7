// SPDX-License-Identifier: Apache-2.0
// The deals that one takes part in, or those of them that words, a stage, a state or what does not
// agree in them choose.
//
//     deals by their facets, the newest first ─► that have the words ─► that do not agree ─► a page
//
// Most deals are kept by others, so that no index of one's own has their words: they are read. A
// request reads so many and no more, and then says where the next one goes on.

#include "base/fold.h"
#include "server/deals.h"
#include "server/names.h"
#include "server/routes/parameters.h"

enum {
    STEP = 100,           // deals that are read at once: few of them may be wanted
    READ_MAX = 2000,      // by one request, of some 3 KB each
    CHECKED_MAX = 50,     // some 10 ms each, with their documents
    BYTES_MAX = 64 << 20, // of memory, when no more are read
    TEXT_MAX = 1000,      // bytes of a title or a name that are looked at
};

typedef struct Listed {
    Record record;
    PartStanding standing;
} Listed;

typedef struct Listing {
    Request *request;
    Arena *scratch; // of one deal
    Slice words;    // as they were typed
    bool is_discrepant;
    size_t read_count, checked_count;
    Listed *list; // of `most`
    size_t count, most;
    uint64_t next; // 0: this was all
} Listing;

// ---- Which are wanted ----

static bool says(Arena *arena, Slice text, Slice word)
{
    return slice_find(fold_name(arena, slice_part(text, 0, TEXT_MAX)), word) != SIZE_MAX;
}

static bool has_word(Arena *arena, const Record *record, const Json *content, Slice word)
{
    const Json *parties = json_get(content, S("parties"));
    if (says(arena, record_number(record), word) ||
        says(arena, json_get_text(content, S("title")), word))
        return true;
    for (size_t i = 0; i < json_count(parties); i++)
        if (says(arena, json_get_text(parties->items[i], S("name")), word) ||
            says(arena, json_get_text(parties->items[i], S("organisation")), word))
            return true;
    return false;
}

// "tr-25" is one word, of which "tr" and "25" stand side by side.
static Slice next_word(Slice *rest)
{
    static const Slice wide_blank = S_INIT("\u3000");
    size_t wide = slice_find(*rest, wide_blank);
    size_t narrow = slice_find(*rest, S(" "));
    size_t end = wide < narrow ? wide : narrow < rest->len ? narrow : rest->len;
    Slice word = slice_part(*rest, 0, end);
    *rest = slice_part(*rest, end + (wide < narrow ? wide_blank.len : 1), rest->len);
    return word;
}

static bool has_words(const Listing *it, const Record *record)
{
    arena_reset(it->scratch);
    const Json *content = json_read(it->scratch, record->content, &it->request->worker->faults);
    Slice rest = it->words;
    bool has_all = true;
    while (has_all && rest.len > 0)
        has_all = has_word(it->scratch, record, content, fold_name(it->scratch, next_word(&rest)));
    return has_all;
}

// As the asker sees it: what others know of it is not told by a list either.
static bool disagrees(Listing *it, const Record *record)
{
    Dossier dossier;
    DealFindings findings;
    it->checked_count++;
    return dossier_find(it->request, record->id, &dossier) &&
           dossier_documents(it->request, &dossier) &&
           dossier_check(it->request, &dossier, &findings) &&
           findings.by_certainty[DEAL_CERTAIN] > 0;
}

static void choose(Listing *it, const Record *record)
{
    it->read_count++;
    if (!has_words(it, record))
        return;
    PartStanding standing = own_standing(it->request, record);
    if (standing != PART_DECLINED && (!it->is_discrepant || disagrees(it, record)))
        it->list[it->count++] = (Listed){*record, standing};
}

static bool is_full(const Listing *it)
{
    return it->count == it->most || it->checked_count == CHECKED_MAX ||
           arena_used(it->request->arena) > BYTES_MAX;
}

// ---- Page by page of the store's ----

static bool choose_from(Listing *it, const RecordList *page)
{
    for (size_t i = 0; i < page->count; i++) {
        choose(it, &page->at[i]);
        if (it->request->worker->faults.count > 0)
            return false;
        if (is_full(it)) {
            bool is_last = i + 1 == page->count && page->next == 0;
            it->next = is_last ? 0 : store_after(&page->at[i]);
            return true;
        }
    }
    it->next = page->next;
    return true;
}

// False with a fault.
static bool collect(Listing *it, Query query)
{
    RecordList page;
    Store *store = it->request->server->store;
    do {
        if (!store_list(store, it->request->arena, &query, &page, &it->request->worker->faults) ||
            !choose_from(it, &page))
            return false;
        query.after = it->next;
    } while (it->next != 0 && !is_full(it) && it->read_count < READ_MAX);
    return true;
}

static size_t list_facets(Request *request, Facet facets[])
{
    size_t count = 0;
    Slice state = request_value(request, "state"), stage = request_value(request, "stage");
    if (!asker_may(&request->asker, RELATION_NONE, ACTION_READ))
        facets[count++] = facet_counted(S("parties.organisation"), request->asker.organisation);
    if (state.len > 0)
        facets[count++] = facet_counted(S("state"), state);
    if (stage.len > 0)
        facets[count++] = facet_counted(S("stage"), stage);
    return count;
}

// ---- The answer ----

static void write_counts(JsonWriter *json, const Listing *it)
{
    static const char *const states[] = {"open", "closed", "cancelled"};
    json_field_open(json, "counts", '{');
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        uint64_t count = 0;
        for (size_t k = 0; k < it->count; k++)
            count += slice_equal(it->list[k].record.state, slice_of(states[i]));
        json_field_integer(json, states[i], count);
    }
    json_close(json, '}');
}

static void run_list(Request *request)
{
    enum { OTHERWISE = 50 }; // also where none are asked for
    Facet facets[3];
    Faults *faults = &request->worker->faults;
    uint64_t limit = request_number(request, "limit", OTHERWISE);
    Listing it = {.request = request,
                  .scratch = arena_new(arena_guard(request->arena), 0),
                  .words = slice_trim(request_value(request, "q")),
                  .is_discrepant = request_flag(request, "discrepant"),
                  .most = limit > 0 ? (size_t)limit : OTHERWISE};
    bool is_sifted = it.words.len > 0 || it.is_discrepant;
    Query query = {.register_name = DEAL_REGISTER,
                   .facets = facets,
                   .facet_count = list_facets(request, facets),
                   .after = request_number(request, "after", 0),
                   .limit = is_sifted ? STEP : it.most,
                   .with_content = true};
    arena_defer(request->arena, (void (*)(void *))arena_free, it.scratch);
    it.list = arena_array(request->arena, Listed, it.most);
    if (!collect(&it, query)) {
        answer_refusal(request);
        return;
    }
    JsonWriter json = page_open(request, "deals");
    for (size_t i = 0; i < it.count; i++)
        deal_write_head(request, &json, &it.list[i].record,
                        json_read(request->arena, it.list[i].record.content, faults),
                        it.list[i].standing);
    json_close(&json, ']');
    write_counts(&json, &it);
    json_next(&json, request->arena, it.next);
    json_close(&json, '}');
    answer_json(request, 200, &json);
}

// ---- Rows ----

static const Parameter list_parameters[] = {
    {.name = "q",
     .in = IN_QUERY,
     .most = 200,
     .text = "What is sought: words of the number, of what it is about, of the parties' names, in "
             "any spelling."},
    {.name = "state",
     .in = IN_QUERY,
     .choices = "open closed cancelled",
     .text = "Those in this state."},
    {.name = "stage", .in = IN_QUERY, .most = 100, .text = "Those at this stage."},
    {.name = "discrepant",
     .in = IN_QUERY,
     .kind = BOOLEAN,
     .text = "Those in which documents that one sees do not agree for certain. They are checked, "
             "so that pages are short."},
    LIMIT(LIST_MAX),
    AFTER,
    {0},
};

const Route deal_list_routes[] = {
    {
        .id = "listDeals",
        .path = "/api/deals",
        .summary = "The deals that one's organisation takes part in",
        .text =
            "A new deal is a record of the register `deal`: POST /api/records/deal. Where there "
            "is `next`, there may be more, though the page be empty.",
        .parameters = list_parameters,
        .answers = {{200, "application/json", "DealPage", "The newest first"}},
        .action = ACTION_READ,
        .lane = LANE_SLOW,
        .run = run_list,
    },
    {0},
};
