// SPDX-License-Identifier: Apache-2.0
// bytes ─► register/crosswalk ─► content as JSON, beside the bytes.

#include "server/received.h"

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
                           .left_behind = found[0].losses.count};
    document->facet_count =
        received_facets(arena, found[0].reg, document->content, &document->facets, faults);
    return true;
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

bool register_is_personal(Request *request, Slice name)
{
    Registers *registers = press_registers(worker_press(request->worker));
    Faults *unheard = arena_array(request->arena, Faults, 1); // the handler will hear of it
    Register *reg = registers_find(registers, name, unheard);
    if (reg == NULL)
        return false; // there are no records of it
    const Model *model = register_model(reg, unheard);
    const Json *declared =
        json_read(request->arena, register_file(reg, S("register.json")), unheard);
    const Json *personal = json_get(declared, S("personal"));
    return model == NULL || model->is_personal || (personal != NULL && personal->kind == JSON_TRUE);
}

Register *register_of(Request *request)
{
    Registers *registers = press_registers(worker_press(request->worker));
    Register *reg =
        registers_find(registers, request_value(request, "register"), &request->worker->faults);
    if (reg == NULL)
        answer_faults(request, PROBLEM_NOT_FOUND, &request->worker->faults);
    return reg;
}
