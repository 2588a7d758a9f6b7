// SPDX-License-Identifier: Apache-2.0
// One to one: officers bring the records of a pair together so that the sum of what fits is the
// most.
//
//     records of a register, narrowed ─► what fits each (search/match.h) ─► scores
//         ─► search/assign.h ─► preview ─► the same asked for again with its mark ─► journal,
//         notices
//
// A hundred records here at most, and of what fits each the best hundred: a record that is
// given something worse than its best hundred could be given one of those, for the others
// need 99 at most. So nothing is lost by not looking further.

#include "base/table.h"
#include "identity/secrets.h"
#include "search/assign.h"
#include "server/matters.h"
#include "server/names.h"
#include "server/press.h"
#include "server/received.h"
#include "server/tell.h"

#include <math.h>

#define KIND_ASSIGNMENT S("@assignment") // of the window: who was brought together

enum {
    HERE_MAX = 100,
    LOOKED_AT_MAX = 5000, // records of the register, to find so many that stand in the pair
    SCORE_UNIT = 1000000,
    MARK_CHARACTERS = 20,
    FACETS_ASKED_MAX = 16,
};

typedef struct Fitting {
    size_t there; // of the sides
    double score;
    const Match *match;
} Fitting;

typedef struct Row {
    Side side;
    Fitting fits[MATCH_LIMIT_MAX];
    size_t count;
    const Fitting *given; // NULL: none
} Row;

typedef struct Assigning {
    Request *request;
    Act *act;
    Telling telling;
    Register *reg;
    Slice pair;
    Facet facets[FACETS_ASKED_MAX];
    size_t facet_count;
    Row *rows;
    size_t row_count;
    Table *names; // of the other side
    Side *there;
    bool *is_seen;
    Names *organisations;
    Slice mark; // of what is shown: changes with any of the records
} Assigning;

// ---- Who stands here ----

static const PairStand *stand_of(Assigning *it, const Record *record)
{
    PairStand *stands;
    size_t count;
    if (!finder_stands(it->request->server->finder, it->act->arena, record,
                       slice_of(request_language(it->request)), &stands, &count, it->act->faults))
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (slice_equal(stands[i].id, it->pair) && stands[i].stand.side == SIDE_HERE)
            return &stands[i];
    return NULL;
}

static bool add_row(Assigning *it, const Record *record)
{
    Side side;
    const PairStand *stand = stand_of(it, record);
    if (stand == NULL || seen_by(&it->telling, it->reg, record, it->act->asker) == NULL)
        return it->act->faults->count == 0;
    if (it->row_count == HERE_MAX)
        return fault_add(it->act->faults, FAULT_LIMIT, 0, 0,
                         "more than %d records would be assigned; narrow them by facets", HERE_MAX);
    if (!side_open(&it->telling, record, stand, SIDE_HERE, &side))
        return it->act->faults->count == 0;
    side.stand = stand;
    it->rows[it->row_count++].side = side;
    return true;
}

static bool gather(Assigning *it)
{
    RecordList list = {0};
    size_t looked = 0;
    Query query = {.register_name = register_name(it->reg),
                   .facets = it->facets,
                   .facet_count = it->facet_count,
                   .limit = LIST_MAX,
                   .with_content = true};
    it->rows = arena_array(it->act->arena, Row, HERE_MAX);
    do {
        query.after = list.next;
        if (!store_list(it->act->store, it->act->arena, &query, &list, it->act->faults))
            return false;
        for (size_t i = 0; i < list.count; i++)
            if (!add_row(it, &list.at[i]))
                return false;
        looked += list.count;
        if (looked > LOOKED_AT_MAX)
            return fault_add(it->act->faults, FAULT_LIMIT, 0, 0,
                             "the register has more than %d such records; narrow them by facets",
                             LOOKED_AT_MAX);
    } while (list.next > 0);
    return true;
}

// ---- What fits ----

// The place of a record of the other side; a new one is opened. False where the officer may not
// see it, or it stands there no more.
static bool find_there(Assigning *it, const Row *row, const Match *match, size_t *place)
{
    bool is_new;
    Record name = {.owner = match->owner, .register_name = match->register_name, .id = match->id};
    Slice text = arena_print(it->act->arena, "%.*s/%.*s", (int)match->owner.len, match->owner.at,
                             (int)match->id.len, match->id.at);
    *place = (size_t)table_add(it->names, text, &is_new);
    if (is_new)
        it->is_seen[*place] =
            side_open(&it->telling, &name, row->side.stand, SIDE_THERE, &it->there[*place]) &&
            seen_by(&it->telling, it->there[*place].reg, it->there[*place].record,
                    it->act->asker) != NULL;
    return it->is_seen[*place];
}

static bool fit(Assigning *it, Row *row)
{
    const Match *matches;
    size_t count;
    const Record *record = row->side.record;
    MatchQuery query = {.pair = &row->side.stand->pair,
                        .stand = &row->side.stand->stand,
                        .sees_all = true,
                        .owner = record->owner,
                        .register_name = record->register_name,
                        .id = record->id,
                        .limit = MATCH_LIMIT_MAX};
    if (!match_find(finder_searcher(it->request->server->finder), it->act->arena, &query, &matches,
                    &count, it->act->faults))
        return false;
    for (size_t i = 0; i < count; i++) {
        Fitting one = {.score = matches[i].score, .match = &matches[i]};
        if (find_there(it, row, &matches[i], &one.there))
            row->fits[row->count++] = one;
    }
    return it->act->faults->count == 0;
}

static bool assign(Assigning *it)
{
    Arena *arena = it->act->arena;
    uint32_t rows = (uint32_t)it->row_count, columns = (uint32_t)table_count(it->names);
    int64_t *costs = arena_array(arena, int64_t, (size_t)rows * columns);
    uint32_t *given = arena_array(arena, uint32_t, rows);
    for (size_t i = 0; i < (size_t)rows * columns; i++)
        costs[i] = ASSIGN_NEVER;
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < it->rows[i].count; k++)
            costs[i * columns + it->rows[i].fits[k].there] =
                -llround(SCORE_UNIT * it->rows[i].fits[k].score);
    if (!assign_all(arena, costs, rows, columns, given, it->act->faults))
        return false;
    for (size_t i = 0; i < rows; i++)
        for (size_t k = 0; k < it->rows[i].count; k++)
            if (it->rows[i].fits[k].there == given[i])
                it->rows[i].given = &it->rows[i].fits[k];
    return true;
}

// ---- The preview ----

static void set_mark(Assigning *it)
{
    Buffer text = buffer_new(it->act->arena);
    buffer_print(&text, "%.*s\n", (int)it->pair.len, it->pair.at);
    for (size_t i = 0; i < it->row_count; i++) {
        const Row *row = &it->rows[i];
        if (row->given == NULL)
            continue;
        const Record *sides[] = {row->side.record, it->there[row->given->there].record};
        for (int k = 0; k < 2; k++)
            buffer_print(&text, "%.*s/%.*s/%llu\n", (int)sides[k]->owner.len, sides[k]->owner.at,
                         (int)sides[k]->id.len, sides[k]->id.at,
                         (unsigned long long)sides[k]->version);
    }
    it->mark = slice_part(secret_digest(it->act->arena, buffer_slice(&text)), 0, MARK_CHARACTERS);
}

static void write_side(Assigning *it, JsonWriter *json, const char *name, const Side *side)
{
    Slice owner = side->record->owner;
    json_field_open(json, name, '{');
    json_field(json, "organisation", owner);
    if (!json->is_line)
        json_field(json, "organisationName", name_of(it->organisations, KIND_ORGANISATION, owner));
    json_field(json, "register", side->record->register_name);
    json_field(json, "id", side->record->id);
    if (!json->is_line)
        json_field(json, "title", side->title);
    json_close(json, '}');
}

static void write_row(Assigning *it, JsonWriter *json, const Row *row)
{
    json_open(json, '{');
    write_side(it, json, "here", &row->side);
    if (row->given != NULL) {
        write_side(it, json, "there", &it->there[row->given->there]);
        json_key(json, "score");
        json_number(json, arena_print(it->act->arena, "%.3f", row->given->score));
        if (!json->is_line)
            pair_write_reasons(json, it->act->arena, row->side.stand, row->given->match);
    }
    json_close(json, '}');
}

// A line is for the journal: without titles, names and reasons, which say what the records say and
// would outlive them when they are erased.
static void write_preview(Assigning *it, JsonWriter *json)
{
    double sum = 0;
    json_open(json, '{');
    json_field(json, "register", register_name(it->reg));
    json_field(json, "pair", it->pair);
    json_field(json, "preview", it->mark);
    json_field_open(json, "pairs", '[');
    for (size_t i = 0; i < it->row_count; i++) {
        write_row(it, json, &it->rows[i]);
        sum += it->rows[i].given != NULL ? it->rows[i].given->score : 0;
    }
    json_close(json, ']');
    json_key(json, "score");
    json_number(json, arena_print(it->act->arena, "%.3f", sum));
    json_close(json, '}');
}

// ---- The act ----

static const char *const given_forms[LANGUAGE_END] = {
    [LANGUAGE_EN] = "%1: the window brings you together with “%2”",
    [LANGUAGE_JA] = "%1：窓口が「%2」をご紹介します",
    [LANGUAGE_ZH] = "%1：窗口为您引荐“%2”",
};

// The notices first: their ids follow from the mark, so that who is interrupted does all again.
static bool keep(Assigning *it)
{
    size_t told;
    Receipt receipt;
    PairWords words = {
        .forms = given_forms,
        .cause = arena_print(it->act->arena, "assigned %.*s", (int)it->mark.len, it->mark.at)};
    for (size_t i = 0; i < it->row_count; i++) {
        const Row *row = &it->rows[i];
        if (row->given == NULL)
            continue;
        tell_side(&it->telling, &row->side, &it->there[row->given->there], &words);
        tell_side(&it->telling, &it->there[row->given->there], &row->side, &words);
    }
    JsonWriter kept = json_line_writer(it->act->arena);
    write_preview(it, &kept);
    Write write = {.actor = it->act->asker->actor,
                   .owner = WINDOW,
                   .register_name = KIND_ASSIGNMENT,
                   .record = it->mark,
                   .action = S("assign"),
                   .version = VERSION_ANY,
                   .state = S("kept"),
                   .content = buffer_slice(kept.out)};
    return telling_write(&it->telling, &told) &&
           store_write(it->act->store, &write, &receipt, it->act->faults);
}

// ---- The request ----

// False with a problem answered.
static bool may_assign(Assigning *it, const Json *json)
{
    if (it->act->asker->role != ROLE_OFFICER) {
        answer_problem(it->request, PROBLEM_FORBIDDEN, "records are assigned by officers");
        return false;
    }
    it->pair = json_get_text(json, S("pair"));
    it->reg =
        registers_find(it->act->registers, json_get_text(json, S("register")), it->act->faults);
    const Declaration *declaration =
        it->reg != NULL ? register_declaration(it->reg, it->act->faults) : NULL;
    if (declaration == NULL) {
        answer_faults(it->request, PROBLEM_NOT_FOUND, it->act->faults);
        return false;
    }
    const Json *matches = json_get(declaration->json, S("matches"));
    const Json *is_declared = json_get(json_get(matches, it->pair), S("assign"));
    if (is_declared != NULL && is_declared->kind == JSON_TRUE)
        return true;
    answer_problem(it->request, PROBLEM_UNREADABLE,
                   "the register declares no pair of that name with `assign`");
    return false;
}

static void read_facets(Assigning *it, const Json *list)
{
    for (size_t i = 0; list != NULL && i < list->count && i < FACETS_ASKED_MAX; i++)
        it->facets[it->facet_count++] = facet_counted(json_get_text(list->items[i], S("facet")),
                                                      json_get_text(list->items[i], S("value")));
}

static bool work_out(Assigning *it)
{
    size_t room = (size_t)HERE_MAX * MATCH_LIMIT_MAX;
    it->names = table_new(it->act->arena, HERE_MAX);
    if (!gather(it))
        return false;
    it->there = arena_array(it->act->arena, Side, room);
    it->is_seen = arena_array(it->act->arena, bool, room);
    for (size_t i = 0; i < it->row_count; i++)
        if (!fit(it, &it->rows[i]))
            return false;
    if (!assign(it))
        return false;
    set_mark(it);
    return true;
}

static void run_assign(Request *request)
{
    const Json *json = request_json(request);
    Assigning *it = arena_array(request->arena, Assigning, 1);
    if (json == NULL)
        return;
    Slice preview = json_get_text(json, S("preview"));
    it->request = request;
    it->act = request_act(request);
    it->telling = telling_new(it->act, request->server->finder);
    it->organisations = names_new(request);
    if (!may_assign(it, json))
        return;
    read_facets(it, json_get(json, S("facets")));
    bool is_good = work_out(it);
    if (is_good && preview.len > 0 && !slice_equal(preview, it->mark)) {
        answer_problem(request, PROBLEM_CONFLICT,
                       "the records have changed since the preview; look at it anew");
        return;
    }
    if (!is_good || (preview.len > 0 && !keep(it))) {
        answer_refusal(request);
        return;
    }
    JsonWriter out = json_writer(request->arena);
    write_preview(it, &out);
    answer_json(request, preview.len > 0 ? 201 : 200, &out);
}

const Route assignment_routes[] = {
    {
        .id = "assignMatches",
        .method = METHOD_POST,
        .path = "/api/assignments",
        .summary = "Brings records together one to one",
        .text = "By officers, in a pair that its register declares with `assign`: as many records "
                "as can be get one that fits, so that the sum of the scores is the most. Without "
                "`preview` it is only shown; with the `preview` that was answered it is done: "
                "journalled, and told to both sides, each only of what it may see. 409 where a "
                "record has changed in the meantime. A hundred records at most; `facets` (and "
                "`state`) narrow them.",
        .body = INPUT_JSON,
        .body_schema = "NewAssignment",
        .answers = {{200, "application/json", "Assignment", "What would be brought together"},
                    {201, "application/json", "Assignment", "Done"}},
        .action = ACTION_ACT,
        .lane = LANE_SLOW,
        .run = run_assign,
    },
    {0},
};
