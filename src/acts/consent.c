// SPDX-License-Identifier: Apache-2.0
// Consents: given and withdrawn by the owner. What holds stands with the record itself, so that the
// entry that withdraws is the moment from which on nobody else sees the fields.

#include "acts/internal.h"

static void drop(Known *known, Slice id)
{
    size_t count = 0;
    for (size_t i = 0; i < known->consent_count; i++)
        if (!slice_equal(known->consents[i].id, id))
            known->consents[count++] = known->consents[i];
    known->consent_count = count;
}

static bool refuse_consent(Act *act, const Matter *matter, Slice id)
{
    Buffer list = buffer_new(act->arena);
    for (size_t i = 0; i < matter->declaration->consent_count; i++)
        buffer_print(&list, "%s%.*s", i > 0 ? ", " : "",
                     (int)matter->declaration->consents[i].id.len,
                     matter->declaration->consents[i].id.at);
    return fault_add(act->faults, FAULT_USAGE, 0, 0,
                     "the register asks for no consent %.*s; it asks for: %.*s", (int)id.len, id.at,
                     (int)list.len, list.len > 0 ? list.at : "");
}

bool act_consent(Act *act, const Matter *matter, Slice id, bool is_given, Done *done)
{
    static const Slice owner[] = {S_INIT("owner")};
    static const WordList owners = {owner, 1};
    const Consent *consent = declared_consent(matter->declaration, id);
    Known known = matter->known;
    Day today = day_of_ms(act->now_ms);
    *done = (Done){.record = matter->record->id,
                   .state = matter->record->state,
                   .number = known.number,
                   .deal = matter->record->deal};
    if (consent == NULL)
        return refuse_consent(act, matter, id);
    if (!footing_has(&matter->footing, &owners))
        return refuse_right(act, is_given ? "consent" : "withdraw consent");
    drop(&known, id);
    if (is_given && known.consent_count < KEPT_MAX)
        known.consents[known.consent_count++] = (ConsentGiven){
            consent->id, consent->expires.is_given
                             ? day_write(act->arena, day_add(today, consent->expires, 1))
                             : S("")};
    Bundle *bundle = bundle_new(act);
    return bundle_record(bundle, matter, is_given ? "consent" : "withdraw", matter->record->version,
                         NULL, matter->record->state, &known) &&
           bundle_write(bundle, &done->receipt);
}
