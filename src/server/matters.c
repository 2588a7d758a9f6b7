// SPDX-License-Identifier: Apache-2.0
// Opens records for requests, and writes them as their askers may see them.

#include "server/matters.h"

#include "acts/facets.h"
#include "register/edit.h"
#include "server/names.h"
#include "server/press.h"
#include "server/received.h"

Act *request_act(Request *request)
{
    Act *act = arena_array(request->arena, Act, 1);
    *act = (Act){.store = request->server->store,
                 .registers = press_registers(worker_press(request->server, request->worker)),
                 .arena = request->arena,
                 .faults = &request->worker->faults,
                 .asker = &request->asker,
                 .language = slice_of(request_language(request)),
                 .now_ms = clock_now_ms(request->server),
                 .key = request->once,
                 .question = request->question,
                 .noted = request->noted};
    return act;
}

const Matter *matter_find(Request *request)
{
    Faults *ignored = arena_array(request->arena, Faults, 1); // the handler tells what is missing
    Act *act = request_act(request);
    Matter *matter = arena_array(request->arena, Matter, 1);
    act->faults = ignored;
    Register *reg = registers_find(act->registers, request_value(request, "register"), ignored);
    bool is_open = reg != NULL && matter_open(act, reg, request->organisation,
                                              request_value(request, "record"), matter);
    return is_open ? matter : NULL;
}

// Who sees it by his role alone has no relation to it: the table of rights knows roles, and that he
// looked is noted.
Relation matter_relation(const Matter *matter)
{
    static const Slice parts[] = {S_INIT("party"), S_INIT("reviewer")};
    static const WordList near = {parts, 2};
    Footing anybody = matter->footing;
    if (footing_has(&matter->footing, &near))
        return RELATION_PARTY;
    anybody.sees_all = false;
    anybody.count = 0;
    for (size_t i = 0; i < matter->footing.count; i++)
        if (!slice_equal(matter->footing.words[i], S("officer")))
            anybody.words[anybody.count++] = matter->footing.words[i];
    return sight_may_read(matter->declaration, &anybody, matter->record->state) ? RELATION_PUBLIC
                                                                                : RELATION_NONE;
}

const Matter *request_matter(Request *request)
{
    if (register_of(request) == NULL)
        return NULL;
    if (request->matter == NULL)
        answer_problem(request, PROBLEM_NOT_FOUND, "the organisation has no such record");
    return request->matter;
}

// ---- Writing ----

static void write_facets(JsonWriter *json, const Matter *matter)
{
    const Record *record = matter->record;
    json_field_open(json, "facets", '{');
    for (size_t i = 0; i < record->facet_count;) {
        Slice name = record->facets[i].name;
        bool is_shown = record->facets[i].kind != FACET_AMOUNT && matter_shows_facet(matter, name);
        if (is_shown) {
            json_key_slice(json, name);
            json_open(json, '[');
        }
        for (; i < record->facet_count && slice_equal(record->facets[i].name, name); i++)
            if (is_shown)
                json_string(json, record->facets[i].value);
        if (is_shown)
            json_close(json, ']');
    }
    json_close(json, '}');
}

static bool write_referred(Act *act, JsonWriter *json, const Matter *matter, const Json *content)
{
    const Referred *list;
    size_t count;
    if (!act_referred(act, matter, content, &list, &count))
        return false;
    if (count == 0)
        return true;
    json_field_open(json, "named", '[');
    for (size_t i = 0; i < count; i++) {
        json_open(json, '{');
        json_field(json, "register", list[i].register_name);
        json_field(json, "organisation", list[i].owner);
        json_field(json, "id", list[i].id);
        json_field(json, "number", list[i].number);
        json_field(json, "headline", list[i].headline);
        json_close(json, '}');
    }
    json_close(json, ']');
    return true;
}

bool matter_write_json(Act *act, JsonWriter *json, const Matter *matter, bool with_content)
{
    const Record *record = matter->record;
    json_field(json, "id", record->id);
    json_field(json, "number", matter->known.number);
    json_field(json, "register", record->register_name);
    json_field(json, "organisation", record->owner);
    json_field_integer(json, "version", (int64_t)record->version);
    json_field_integer(json, "entry", (int64_t)record->index);
    json_field(json, "state", record->state);
    json_field(json, "deal", record->deal);
    json_time(json, "created", record->created_ms);
    json_time(json, "changed", record->changed_ms);
    write_facets(json, matter);
    if (!with_content || record->content.len == 0)
        return true;
    const Json *content = matter_show(act, matter);
    if (content == NULL)
        return false;
    json_key(json, "content");
    // What nobody hid is as it was kept, byte for byte.
    json_number(json, content == matter->content ? slice_trim(record->content)
                                                 : json_show(act->arena, content));
    return write_referred(act, json, matter, content);
}

bool matter_is_whole(const Matter *matter)
{
    for (size_t i = 0; i < matter->declaration->field_count; i++)
        if (!sight_may_read_field(matter->declaration, &matter->footing, &matter->holding,
                                  matter->declaration->fields[i].path))
            return false;
    return true;
}

bool may_filter(Request *request, Register *reg, Slice owner)
{
    Matter matter;
    Slice value = request_value(request, "facet"), name = slice_cut(&value, ':');
    if (name.len == 0)
        return true;
    if (!matter_of_owner(request_act(request), reg, owner, &matter)) {
        answer_refusal(request);
        return false;
    }
    bool is_shown = matter_shows_facet(&matter, name);
    if (!is_shown)
        answer_problem(request, PROBLEM_PARAMETER, "records are not found by %.*s here",
                       (int)name.len, name.at);
    return is_shown;
}

bool has_seen(Request *request, const Record *record)
{
    Slice list = request_header(request, "If-Match");
    Slice present = arena_print(request->arena, "%llu", (unsigned long long)record->version);
    if (list.len == 0) {
        answer_problem(request, PROBLEM_CONDITION,
                       "say in If-Match which version you have seen: the ETag of the record");
        return false;
    }
    switch (tags_match(list, present, TAGS_STRONGLY)) {
    case TAGS_MATCH:
        return true;
    case TAGS_NONE:
        answer_problem(request, PROBLEM_CHANGED,
                       "the record has version %.*s, which If-Match does not name: read it again",
                       (int)present.len, present.at);
        break;
    case TAGS_BROKEN:
        answer_problem(request, PROBLEM_PARAMETER,
                       "If-Match is an ETag in its quotes, a list of them, or *");
        break;
    }
    return false;
}

void write_findings(JsonWriter *json, const Done *done)
{
    if (done->finding_count == 0)
        return;
    json_field_open(json, "findings", '[');
    for (size_t i = 0; i < done->finding_count; i++) {
        const RecordFinding *one = &done->findings[i];
        json_open(json, '{');
        json_field(json, "rule", one->rule);
        json_field(json, "severity", slice_of(severity_names[one->severity]));
        json_field(json, "place", one->place);
        json_field(json, "message", one->message);
        json_field(json, "remedy", one->remedy);
        json_close(json, '}');
    }
    json_close(json, ']');
}

void answer_done(Request *request, const Done *done, int status)
{
    JsonWriter json = json_writer(request->arena);
    json_open(&json, '{');
    json_field(&json, "id", done->record);
    json_field(&json, "number", done->number);
    json_field_integer(&json, "version", (int64_t)done->receipt.version);
    json_field_integer(&json, "entry", (int64_t)done->receipt.index);
    json_time(&json, "time", done->receipt.time_ms);
    json_field(&json, "state", done->state);
    json_field(&json, "deal", done->deal);
    write_findings(&json, done);
    json_close(&json, '}');
    answer_json(request, status, &json);
    answer_version(request, done->receipt.version);
}

// What was found is not kept, and so not told again; an entry that left the facets as they were has
// no number.
void answer_done_again(Request *request, const Entry *entry)
{
    Record kept = {.facets = entry->facets, .facet_count = entry->facet_count};
    bool is_as_before = !entry->has_facets && request->matter != NULL;
    Done done = {.receipt = {entry->index, entry->version, entry->time_ms, true},
                 .record = entry->record,
                 .number = is_as_before ? request->matter->known.number : record_number(&kept),
                 .state = entry->state,
                 .deal = entry->deal};
    answer_done(request, &done, request->route->answers[0].status);
}
