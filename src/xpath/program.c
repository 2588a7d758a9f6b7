// SPDX-License-Identifier: Apache-2.0
// Programs: names, globals, functions and keys that the expressions of a rule set share.
//
// Names are numbered here so that a name test at run time compares two numbers; the evaluator
// learns once per path of a document which number its name has (eval/binding.c).

#include "xpath/program.h"

Program *program_new(Arena *arena)
{
    Program *program = arena_array(arena, Program, 1);
    program->arena = arena;
    return program;
}

// ---- Names ----

static uint64_t hash_name(Slice uri, Slice local)
{
    return slice_hash(local) * 0x9E3779B97F4A7C15u ^ slice_hash(uri);
}

static uint32_t *slot_of(const Program *program, Slice uri, Slice local, uint64_t hash)
{
    for (size_t at = hash;; at++) {
        uint32_t *slot = &program->name_slots[at & program->name_slots_mask];
        if (*slot == 0)
            return slot;
        const ProgramName *name = &program->names[*slot - 1];
        if (name->hash == hash && slice_equal(name->local, local) && slice_equal(name->uri, uri))
            return slot;
    }
}

static void grow_names(Program *program)
{
    size_t room = program->name_room ? program->name_room * 2 : 64;
    ProgramName *names = arena_array(program->arena, ProgramName, room);
    if (program->name_count)
        memcpy(names, program->names, program->name_count * sizeof *names);
    program->names = names;
    program->name_room = room;
    program->name_slots = arena_array(program->arena, uint32_t, room * 2);
    program->name_slots_mask = room * 2 - 1;
    for (size_t i = 0; i < program->name_count; i++)
        *slot_of(program, names[i].uri, names[i].local, names[i].hash) = (uint32_t)i + 1;
}

int32_t program_name(Program *program, Slice uri, Slice local)
{
    if (program->name_count == program->name_room)
        grow_names(program);
    uint64_t hash = hash_name(uri, local);
    uint32_t *slot = slot_of(program, uri, local, hash);
    if (*slot == 0) {
        program->names[program->name_count] =
            (ProgramName){arena_copy(program->arena, uri), arena_copy(program->arena, local), hash};
        *slot = (uint32_t)++program->name_count;
    }
    return (int32_t)*slot - 1;
}

int32_t program_find_name(const Program *program, Slice uri, Slice local)
{
    if (program->name_count == 0)
        return -1;
    return (int32_t)*slot_of(program, uri, local, hash_name(uri, local)) - 1;
}

// ---- Variables, functions, keys ----

static Variable *new_variable(Program *program, Slice uri, Slice local, VariableKind kind)
{
    Variable *variable = arena_array(program->arena, Variable, 1);
    *variable = (Variable){.uri = uri,
                           .local = local,
                           .kind = kind,
                           .slot = (uint32_t)program->global_count++,
                           .type = {TYPE_ITEM, OCCURS_ANY, NULL}};
    return variable;
}

Variable *program_global(Program *program, Slice uri, Slice local, GlobalScope scope)
{
    Variable *variable = new_variable(program, uri, local, VARIABLE_GLOBAL);
    variable->scope = scope;
    return variable;
}

Variable *program_external(Program *program, Slice uri, Slice local)
{
    return new_variable(program, uri, local, VARIABLE_EXTERNAL);
}

UserFunction *program_function(Program *program, Slice uri, Slice local, size_t arity)
{
    FunctionEntry *entry = arena_array(program->arena, FunctionEntry, 1);
    entry->function = (UserFunction){.uri = uri,
                                     .local = local,
                                     .arity = arity,
                                     .parameters = arena_array(program->arena, Variable *, arity),
                                     .result = {TYPE_ITEM, OCCURS_ANY, NULL}};
    entry->next = program->functions;
    program->functions = entry;
    return &entry->function;
}

UserFunction *program_find_function(const Program *program, Slice uri, Slice local, size_t arity)
{
    for (FunctionEntry *entry = program->functions; entry; entry = entry->next)
        if (entry->function.arity == arity && slice_equal(entry->function.local, local) &&
            slice_equal(entry->function.uri, uri))
            return &entry->function;
    return NULL;
}

void program_key(Program *program, Slice uri, Slice local, const Pattern *match, Expr *use)
{
    Key **last = &program->keys;
    while (*last)
        last = &(*last)->next;
    *last = arena_array(program->arena, Key, 1);
    **last = (Key){.uri = uri, .local = local, .match = match, .use = use};
}

static uint32_t *grow_numbers(Program *program, uint32_t *numbers, uint32_t *room, size_t needed)
{
    if (needed <= *room)
        return numbers;
    uint32_t wanted = *room ? *room * 2 : 64;
    uint32_t *grown = arena_array(program->arena, uint32_t, wanted);
    if (*room)
        memcpy(grown, numbers, *room * sizeof *grown);
    *room = wanted;
    return grown;
}

uint32_t program_memo(Program *program)
{
    program->memo_uses = grow_numbers(program, program->memo_uses, &program->memo_room, program->memo_count + 1);
    program->memo_uses[program->memo_count] = 1;
    return (uint32_t)program->memo_count++;
}

uint32_t program_shared_memo(Program *program, Slice signature)
{
    bool is_new;
    if (!program->shared)
        program->shared = table_new(program->arena, 64);
    int32_t known = table_add(program->shared, signature, &is_new);
    if (is_new) {
        program->shared_memos =
            grow_numbers(program, program->shared_memos, &program->shared_room, (size_t)known + 1);
        program->shared_memos[known] = program_memo(program);
    } else {
        program->memo_uses[program->shared_memos[known]]++;
    }
    return program->shared_memos[known];
}

uint32_t program_walk(Program *program)
{
    return (uint32_t)program->walk_count++;
}

uint32_t program_lookup(Program *program, Slice signature)
{
    if (!program->lookups)
        program->lookups = table_new(program->arena, 64);
    bool is_new;
    int32_t number = table_add(program->lookups, signature, &is_new);
    program->lookup_count = table_count(program->lookups);
    program->lookup_uses =
        grow_numbers(program, program->lookup_uses, &program->lookup_room, (size_t)number + 1);
    program->lookup_uses[number] = is_new ? 1 : program->lookup_uses[number] + 1;
    return (uint32_t)number;
}

uint32_t program_shape(Program *program, Slice signature)
{
    if (!program->shapes)
        program->shapes = table_new(program->arena, 64);
    int32_t number = table_add(program->shapes, signature, NULL);
    program->shape_count = table_count(program->shapes);
    return (uint32_t)number;
}
