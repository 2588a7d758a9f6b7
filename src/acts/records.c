// SPDX-License-Identifier: Apache-2.0
// Makes records and changes their content.
//
//     what was sent ─► what the asker may write ─► computed ─► checked ─► number ─► entry

#include "acts/internal.h"

#include "register/edit.h"

static const Json *read_content(Act *act, const Submission *submission)
{
    const Json *content = json_read(act->arena, submission->content, act->faults);
    if (content != NULL && content->kind != JSON_OBJECT) {
        fault_add(act->faults, FAULT_SYNTAX, 1, 1, "the content of a record is a JSON object");
        return NULL;
    }
    // It says of which register it is; the record knows.
    return content != NULL ? json_with(act->arena, content, S("$schema"), NULL) : NULL;
}

static void take_submission(Write *write, const Submission *submission)
{
    write->original = submission->original;
    write->media_type = submission->media_type;
    write->file_name = submission->file_name;
    if (submission->deal.len > 0)
        write->deal = submission->deal;
}

static bool refuse_field(Act *act, Slice path)
{
    return fault_add_code(act->faults, FAULT_USAGE, "right", 0, 0,
                          "the field %.*s is not yours to write", (int)path.len, path.at);
}

// ---- New ones ----

bool act_create(Act *act, Register *reg, Slice owner, Slice id, const Submission *submission,
                Done *done)
{
    const Declaration *declaration = register_declaration(reg, act->faults);
    const Json *content = declaration != NULL ? read_content(act, submission) : NULL;
    Slice refused;
    *done = (Done){0};
    if (content == NULL)
        return false;
    Viewer viewer = {.organisation = act->asker->organisation,
                     .person = act->asker->person,
                     .role = role_declared(act->asker->role)};
    if (!sight_may_create(declaration, &viewer) || !slice_equal(owner, act->asker->organisation))
        return refuse_right(act, "create");
    Holding holding = {.owner = owner, .state = declaration->states[0].id};
    Footing footing = footing_of(declaration, &viewer, &holding, content);
    content = sight_accept(act->arena, declaration, &footing, &holding, NULL, content, &refused);
    if (refused.len > 0)
        return refuse_field(act, refused);
    Bundle *bundle = bundle_new(act);
    Beginning beginning = {.reg = reg, .owner = owner, .id = id, .content = content};
    if (!bundle_begin(bundle, &beginning, done))
        return false;
    take_submission(&bundle->writes[0], submission);
    done->deal = submission->deal;
    return bundle_write(bundle, &done->receipt);
}

// ---- Changes ----

bool act_update(Act *act, const Matter *matter, uint64_t version, const Submission *submission,
                Done *done)
{
    Situation situation;
    Slice refused, state = matter->record->state;
    Known known = matter->known;
    const Json *content = read_content(act, submission);
    *done = (Done){.record = matter->record->id,
                   .state = state,
                   .number = known.number,
                   .deal = matter->record->deal};
    if (content == NULL)
        return false;
    if (!matter_may_write(matter))
        return refuse_right(act, "write");
    content = sight_accept(act->arena, matter->declaration, &matter->footing, &matter->holding,
                           matter->content, content, &refused);
    if (refused.len > 0)
        return refuse_field(act, refused);
    if (!matter_becomes(act, matter, content, state, &known, &situation))
        return false;
    content = compute_fields(&situation, content, act->faults);
    if (content == NULL || !matter_becomes(act, matter, content, state, &known, &situation) ||
        !is_acceptable(act, &situation, done))
        return false;
    Bundle *bundle = bundle_new(act);
    if (!bundle_record(bundle, matter, "update", version, content, state, &known))
        return false;
    if (submission->deal.len > 0)
        done->deal = submission->deal;
    take_submission(&bundle->writes[0], submission);
    return bundle_write(bundle, &done->receipt);
}
