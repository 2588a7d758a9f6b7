// SPDX-License-Identifier: Apache-2.0
// Fields: what is said of each, what they refer to, and where they are named.

#include "register/check/internal.h"

// Fields of the pattern stand in braces, beside what the window fills in itself.
static void check_pattern(const Check *it)
{
    for (Slice rest = it->declaration->pattern; rest.len > 0;) {
        slice_cut(&rest, '{');
        Slice part = slice_cut(&rest, '}'), name = slice_cut(&part, ':');
        bool is_own = slice_equal(name, S("year")) || slice_equal(name, S("month")) ||
                      slice_equal(name, S("day")) || slice_equal(name, S("number"));
        if (name.len > 0 && !is_own)
            need_path(it, name, "identifier");
    }
}

void check_paths(const Check *it)
{
    const Json *json = it->json, *identifier = json_get(json, S("identifier"));
    if (identifier != NULL && identifier->kind == JSON_ARRAY)
        need_paths(it, identifier, "identifier");
    check_pattern(it);
    if (it->declaration->headline.len > 0)
        need_path(it, it->declaration->headline, "headline");
    need_paths(it, json_get(json, S("facets")), "facets");
    need_paths(it, json_get(json, S("fields")), "fields");
    need_paths(it, json_get(json, S("references")), "references");
    need_paths(it, json_get(json, S("search")), "search");
    need_paths(it, json_get(json_get(json, S("similar")), S("fields")), "similar.fields");
    const Json *views = json_get(json, S("views"));
    const Json *board = json_get(views, S("board"));
    need_paths(it, json_get(views, S("list")), "views.list");
    need_paths(it, json_get(board, S("card")), "views.board.card");
    need_paths(it, json_get(json_get(views, S("calendar")), S("dates")), "views.calendar.dates");
    if (json_get(board, S("by")) != NULL)
        need_path(it, json_get_text(board, S("by")), "views.board.by");
}

void check_all_who(const Check *it)
{
    const Declaration *d = it->declaration;
    check_who(it, &d->create, S("rights.create"));
    check_who(it, &d->read, S("rights.read"));
    check_who(it, &d->write, S("rights.write"));
    check_who(it, &d->review.by, S("review.by"));
    for (size_t i = 0; i < d->state_count; i++) {
        check_who(it, &d->states[i].read, arena_join(it->arena, S("states."), d->states[i].id));
        check_who(it, &d->states[i].write, arena_join(it->arena, S("states."), d->states[i].id));
    }
    for (size_t i = 0; i < d->field_count; i++) {
        Slice place = arena_join(it->arena, S("fields."), d->fields[i].path);
        check_who(it, &d->fields[i].read, place);
        check_who(it, &d->fields[i].write, place);
    }
}

// ---- What is said of a field ----

Slice list_around(const Check *it, Slice path)
{
    Slice list = S("");
    const Term *at = model_find(&it->model->root, path);
    for (; at != NULL && at->parent != NULL; at = at->parent)
        if (at->kind == TERM_LIST)
            list = term_path(it->arena, at);
    // "lines[]" ─► "lines"
    return slice_ends(list, S("[]")) ? slice_part(list, 0, list.len - 2) : list;
}

void check_fields(const Check *it)
{
    for (size_t i = 0; i < it->declaration->field_count; i++) {
        const DeclaredField *field = &it->declaration->fields[i];
        Slice place = arena_join(it->arena, S("fields."), field->path);
        if (field->consent.len > 0 && declared_consent(it->declaration, field->consent) == NULL)
            tell(it, REGISTER_FILE, "%.*s.consent: there is no consent %.*s", SHOW(place),
                 SHOW(field->consent));
        if (field->refers.len > 0 && !slice_equal(field->refers, S("organisation")))
            need_register(it, field->refers, place.at);
        if (field->labels.len > 0)
            need_path(it, field->labels, place.at);
        check_formula(&it->names, field->compute.text, place, list_around(it, field->path));
        check_value(&it->names, field->compute.text, place,
                    model_find(&it->model->root, field->path));
    }
    for (size_t i = 0; i < it->declaration->consent_count; i++) {
        size_t uses = 0;
        for (size_t k = 0; k < it->declaration->field_count; k++)
            uses +=
                slice_equal(it->declaration->fields[k].consent, it->declaration->consents[i].id);
        if (uses == 0)
            tell(it, REGISTER_FILE,
                 "consents.%.*s: no field waits for it; name it in fields.….consent",
                 SHOW(it->declaration->consents[i].id));
    }
}

void check_relatives(const Check *it)
{
    for (size_t i = 0; i < it->declaration->relative_count; i++) {
        const Relative *relative = &it->declaration->relatives[i];
        Faults *ignored = arena_array(it->arena, Faults, 1);
        Slice place = arena_join(it->arena, S("related."), relative->name);
        Register *reg = need_register(it, relative->register_name, place.at);
        const Json *other =
            reg != NULL ? json_read(it->arena, register_file(reg, S(REGISTER_FILE)), ignored)
                        : NULL;
        const Json *facets = json_get(other, S("facets"));
        const Json *field = json_get(json_get(other, S("fields")), relative->field);
        bool is_found = json_get(field, S("refers")) != NULL ||
                        json_get(json_get(other, S("references")), relative->field) != NULL;
        for (size_t k = 0; k < json_count(facets); k++)
            is_found |= slice_equal(json_text(facets->items[k]), relative->field);
        if (reg != NULL && !is_found)
            tell(it, REGISTER_FILE,
                 "%.*s: %.*s of %.*s is neither a facet nor a reference, so that nothing is found "
                 "by it",
                 SHOW(place), SHOW(relative->field), SHOW(relative->register_name));
        need_states_of(
            it, reg, json_get(json_get(json_get(it->json, S("related")), relative->name), S("in")),
            place);
        check_formula(&it->names, relative->is.text, place, S(""));
    }
}

void check_eligibility(const Check *it)
{
    const Json *eligibility = json_get(it->json, S("eligibility"));
    Slice subject = json_get_text(eligibility, S("subject"));
    if (subject.len > 0)
        need_register(it, subject, "eligibility.subject");
    need_states_of(it, it->reg, json_get(eligibility, S("in")), S("eligibility"));
    need_list(it, json_get_text(eligibility, S("conditions")), "eligibility.conditions");
}
