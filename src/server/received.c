// SPDX-License-Identifier: Apache-2.0
// bytes ─► register/crosswalk ─► content as JSON, beside the bytes.

#include "server/received.h"

#include "acts/facets.h"
#include "server/press.h"

typedef struct SyntaxType {
    const char *syntax, *type;
} SyntaxType;

static const SyntaxType types[] = {
    {"json", "application/json"},
    {"edifact", "application/EDIFACT"},
    {"mt", "text/plain"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"csv", "application/zip"},
};

static Slice media_type_of(Slice syntax)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (slice_equal(syntax, slice_of(types[i].syntax)))
            return slice_of(types[i].type);
    return S("application/xml");
}

static bool gather_facets(Arena *arena, Received *document, Faults *faults)
{
    const Declaration *declaration = register_declaration(document->reg, faults);
    const Json *content = json_read(arena, document->content, faults);
    if (declaration == NULL || content == NULL)
        return false;
    FacetList facets = facets_new(arena);
    facets_gather(&facets, declaration, content);
    document->facets = facets.list;
    document->facet_count = facets.count;
    return true;
}

bool received_read(CrosswalkRun *run, Arena *arena, Register *reg, Slice name, Slice bytes,
                   Received *document, Faults *faults)
{
    CrosswalkDocument *found;
    crosswalk_expect(run, reg);
    size_t count = crosswalk_read(run, arena, bytes, &found, faults);
    if (count > 1)
        return fault_add(faults, FAULT_USAGE, 0, 0,
                         "there are %zu documents in it; a record is one", count);
    if (count == 0)
        return false;
    Buffer content = buffer_new(arena);
    content_write_json(&content, found[0].content);
    *document = (Received){.reg = found[0].reg,
                           .content = buffer_slice(&content),
                           .media_type = media_type_of(found[0].syntax),
                           .file_name = name,
                           .original = bytes,
                           .left_behind = found[0].losses.count,
                           .losses = found[0].losses.list,
                           .loss_count = found[0].losses.kept};
    return gather_facets(arena, document, faults);
}

bool received_from(Request *request, Register *reg, Received *document)
{
    RequestFile *files;
    size_t count = request_files(request, &files);
    if (count > 1)
        answer_problem(request, PROBLEM_UNREADABLE, "send one file a request");
    if (count != 1)
        return false;
    CrosswalkRun *run = press_run(worker_press(request->server, request->worker));
    if (received_read(run, request->arena, reg, files[0].name, files[0].bytes, document,
                      &request->worker->faults))
        return true;
    answer_faults(request, PROBLEM_UNREADABLE, &request->worker->faults);
    return false;
}

Write received_write(const Received *document)
{
    return (Write){.content = document->content,
                   .original = document->original,
                   .media_type = document->media_type,
                   .file_name = document->file_name,
                   .facets = document->facets,
                   .facet_count = document->facet_count};
}

Slice state_first(Register *reg, Faults *faults)
{
    const Declaration *declaration = register_declaration(reg, faults);
    return declaration != NULL ? declaration->states[0].id : S("received");
}

Slice state_title(const Declaration *declaration, Slice id, Slice language)
{
    const State *state = declared_state(declaration, id);
    Slice title = state != NULL ? words_in(&state->label, language) : S("");
    return title.len > 0 ? title : id;
}

bool register_is_personal(Request *request, Slice name)
{
    Registers *registers = press_registers(worker_press(request->server, request->worker));
    Faults *unheard = arena_array(request->arena, Faults, 1); // the handler will hear of it
    Register *reg = registers_find(registers, name, unheard);
    if (reg == NULL)
        return false; // there are no records of it
    const Model *model = register_model(reg, unheard);
    const Declaration *declaration = register_declaration(reg, unheard);
    return model == NULL || declaration == NULL || model->is_personal || declaration->is_personal;
}

Register *register_of(Request *request)
{
    Registers *registers = press_registers(worker_press(request->server, request->worker));
    Register *reg =
        registers_find(registers, request_value(request, "register"), &request->worker->faults);
    if (reg == NULL)
        answer_faults(request, PROBLEM_NOT_FOUND, &request->worker->faults);
    return reg;
}
