// SPDX-License-Identifier: Apache-2.0
// Plans what follows from a transition or a deadline.

#include "register/edit.h"
#include "register/transitions.h"

// Ids of what the window gives are texts in any register, so no number is made of them by its
// looks.
static const Term *term_at(Register *reg, Slice path, Faults *faults)
{
    const Model *model = register_model(reg, faults);
    return model != NULL ? model_find(&model->root, path) : NULL;
}

// A value that is written: what cannot be worked out would be taken away instead.
static bool work_out(Scene *scene, const Assignment *set, NodeId at, Slice *text, Faults *faults)
{
    Slice why;
    return scene_read(scene, &set->value, at, text, &why) ||
           fault_add(faults, FAULT_USAGE, 0, 0, "%.*s: %.*s cannot be worked out: %.*s",
                     (int)set->value.place.len, set->value.place.at, (int)set->path.len,
                     set->path.at, (int)why.len, why.at);
}

static bool plan_set(Plan *plan, const Situation *it, Scene *scene, NodeId at, const Effect *effect,
                     Faults *faults)
{
    const Assignment *set = &effect->with[0];
    const Term *term = term_at(it->declaration->reg, set->path, faults);
    Slice text;
    if (term == NULL)
        return fault_add(faults, FAULT_STATIC, 0, 0, "%.*s: there is no field %.*s",
                         (int)set->value.place.len, set->value.place.at, (int)set->path.len,
                         set->path.at);
    if (!work_out(scene, set, at, &text, faults))
        return false;
    plan->content =
        json_with(it->arena, plan->content, set->path, json_of_text(it->arena, term, text));
    plan->is_changed = true;
    return true;
}

static bool plan_create(Plan *plan, const Situation *it, Scene *scene, NodeId at,
                        const Effect *effect, Faults *faults)
{
    static const Json nothing = {.kind = JSON_OBJECT};
    Register *reg =
        registers_find(register_home(it->declaration->reg), effect->register_name, faults);
    PlannedRecord *made = &plan->records[plan->record_count];
    if (reg == NULL || plan->record_count == EFFECTS_MAX)
        return false;
    Slice owner = scene_text(scene, &effect->owner, at);
    *made = (PlannedRecord){.register_name = effect->register_name,
                            .owner = owner.len > 0 ? owner : it->holding.owner,
                            .content = &nothing};
    for (size_t i = 0; i < effect->with_count; i++) {
        const Term *term = term_at(reg, effect->with[i].path, faults);
        Slice text;
        if (!work_out(scene, &effect->with[i], at, &text, faults))
            return false;
        made->content = json_with(it->arena, made->content, effect->with[i].path,
                                  json_of_text(it->arena, term, text));
    }
    plan->record_count++;
    return true;
}

static bool plan_effect(Plan *plan, const Situation *it, Scene *scene, NodeId at,
                        const Effect *effect, Faults *faults)
{
    if (effect->condition.expr != NULL && !scene_holds(scene, &effect->condition, at, NULL))
        return true;
    switch (effect->kind) {
    case EFFECT_NOTIFY:
        if (plan->notice_count < EFFECTS_MAX)
            plan->notices[plan->notice_count++] =
                (PlannedNotice){effect->notify, notice_words(scene, &effect->text, at, it->arena)};
        return true;
    case EFFECT_SET:
        return plan_set(plan, it, scene, at, effect, faults);
    case EFFECT_CREATE:
        return plan_create(plan, it, scene, at, effect, faults);
    case EFFECT_ERASE:
        plan->erases = true;
        return true;
    }
    return true;
}

bool plan_effects(Plan *plan, const Situation *situation, Scene *scene, NodeId at,
                  const Effects *effects, Faults *faults)
{
    for (size_t i = 0; i < effects->count; i++)
        if (!plan_effect(plan, situation, scene, at, &effects->at[i], faults))
            return false;
    return true;
}
