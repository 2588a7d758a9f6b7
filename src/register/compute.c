// SPDX-License-Identifier: Apache-2.0
// Computed fields: values that follow from others, worked out at each writing.
//
//     "total": {"compute": "sum(visitors/count)"}      at the root
//     "lines.amount": {"compute": "price * count"}     at each item of lines

#include "register/edit.h"
#include "register/transitions.h"

// Of an item: the list is the outermost in which the field lies.
static const Json *compute_items(const Situation *it, Scene *scene, const DeclaredField *field,
                                 const Term *term, Slice list, const Json *content)
{
    NodeId *items;
    size_t count = scene_items(scene, list, &items);
    const Json *old = content; // json_at would go into the list
    for (Slice rest = list; old != NULL && old->kind == JSON_OBJECT && rest.len > 0;)
        old = json_get(old, slice_cut(&rest, '.'));
    if (old == NULL || old->kind != JSON_ARRAY)
        return content;
    const Json **made = arena_array(it->arena, const Json *, old->count);
    Slice path = slice_part(field->path, list.len + 1, field->path.len);
    for (size_t i = 0; i < old->count; i++) {
        Slice text = i < count ? scene_text(scene, &field->compute, items[i]) : S("");
        made[i] = json_with(it->arena, old->items[i], path, json_of_text(it->arena, term, text));
    }
    Json *whole = arena_array(it->arena, Json, 1);
    *whole = (Json){.kind = JSON_ARRAY, .count = old->count, .items = made};
    return json_with(it->arena, content, list, whole);
}

static const Term *outermost_list(const Term *term)
{
    const Term *list = NULL;
    for (; term->parent != NULL; term = term->parent)
        if (term->kind == TERM_LIST)
            list = term;
    return list;
}

static Slice path_of(Arena *arena, const Term *term)
{
    Slice path = term->name;
    for (term = term->parent; term != NULL && term->parent != NULL; term = term->parent)
        path = arena_print(arena, "%.*s.%.*s", (int)term->name.len, term->name.at, (int)path.len,
                           path.at);
    return path;
}

static const Json *compute_some(Situation *it, const Model *model, bool is_of_items,
                                const Json *content, Faults *faults)
{
    for (size_t i = 0; i < it->declaration->field_count; i++) {
        const DeclaredField *field = &it->declaration->fields[i];
        const Term *term =
            field->compute.expr != NULL ? model_find(&model->root, field->path) : NULL;
        const Term *list = term != NULL ? outermost_list(term) : NULL;
        if (term == NULL || (list != NULL) != is_of_items)
            continue;
        it->circumstances.content = json_show(it->arena, content);
        Scene *scene = situation_scene(it, faults);
        if (scene == NULL)
            return NULL;
        content =
            list != NULL
                ? compute_items(it, scene, field, term, path_of(it->arena, list), content)
                : json_with(it->arena, content, field->path,
                            json_of_text(it->arena, term, scene_text(scene, &field->compute, 0)));
    }
    return content;
}

// Those of items first: others are sums over them.
const Json *compute_fields(const Situation *situation, const Json *content, Faults *faults)
{
    Situation it = *situation;
    const Model *model = register_model(it.declaration->reg, faults);
    if (model == NULL)
        return NULL;
    content = compute_some(&it, model, true, content, faults);
    return content != NULL ? compute_some(&it, model, false, content, faults) : NULL;
}
