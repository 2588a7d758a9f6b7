// SPDX-License-Identifier: Apache-2.0
// Opinions of reviewers, and the end of a round.
//
//     @opinion of the window: register/owner/record, round, reviewer ─► points, text
//
// Each opinion is an entry of the record too: of two that come at a time, one sees the other and
// ends the round.

#include "acts/internal.h"

#include "register/edit.h"

#define KIND_OPINION S("@opinion")

enum { OPINIONS_MAX = 200 };

static Slice record_name(Act *act, const Matter *matter)
{
    const Record *record = matter->record;
    return arena_print(act->arena, "%.*s/%.*s/%.*s", (int)record->register_name.len,
                       record->register_name.at, (int)record->owner.len, record->owner.at,
                       (int)record->id.len, record->id.at);
}

static bool list_opinions(Act *act, const Matter *matter, RecordList *list)
{
    Facet facet = facet_reference(S("record"), record_name(act, matter));
    Query query = {.owner = WINDOW,
                   .register_name = KIND_OPINION,
                   .facets = &facet,
                   .facet_count = 1,
                   .oldest_first = true,
                   .limit = OPINIONS_MAX,
                   .with_content = true};
    return store_list(act->store, act->arena, &query, list, act->faults);
}

static Slice round_name(Act *act, const Matter *matter)
{
    return arena_print(act->arena, "%llu", (unsigned long long)matter->known.round);
}

// What is kept was read once already.
static bool read_kept(Act *act, const Matter *matter, const Record *record, Opinion *opinion,
                      const Json **json)
{
    *json = json_read(act->arena, record->content, act->faults);
    opinion->reviewer = json_get_text(*json, S("reviewer"));
    return *json != NULL && opinion_read(act->arena, &matter->declaration->review,
                                         json_get(*json, S("scores")), opinion, act->faults);
}

// The owner sees them without names; who may give one sees those of others when he gave his own.
static bool may_see(const Matter *matter, bool is_owner)
{
    return is_owner || matter->footing.sees_all ||
           footing_has(&matter->footing, &matter->declaration->review.by);
}

static bool is_owner_of(const Matter *matter)
{
    return slice_equal(matter->viewer.organisation, matter->record->owner);
}

bool act_opinions(Act *act, const Matter *matter, const KeptOpinion **opinions, size_t *count,
                  ReviewTally *tally)
{
    RecordList list;
    Slice round = round_name(act, matter);
    bool is_owner = is_owner_of(matter);
    *count = 0;
    *opinions = NULL;
    if (!list_opinions(act, matter, &list))
        return false;
    KeptOpinion *shown = arena_array(act->arena, KeptOpinion, list.count);
    Opinion *all = arena_array(act->arena, Opinion, list.count);
    size_t read = 0;
    for (size_t i = 0; i < list.count; i++) {
        const Json *json;
        if (!slice_equal(list.at[i].state, round))
            continue;
        if (!read_kept(act, matter, &list.at[i], &all[read], &json))
            return false;
        Slice reviewer = all[read++].reviewer;
        if (may_see(matter, is_owner))
            shown[(*count)++] = (KeptOpinion){
                .reviewer = is_owner && matter->declaration->review.is_blind ? S("") : reviewer,
                .text = json_get_text(json, S("text")),
                .time_ms = list.at[i].created_ms,
                .scores = json_get(json, S("scores"))};
    }
    *opinions = shown;
    *tally = review_tally(&matter->declaration->review, all, read);
    return true;
}

// ---- Who may ----

typedef enum Hindrance {
    HINDRANCE_NONE,
    HINDRANCE_STATE,
    HINDRANCE_KEY,
    HINDRANCE_RIGHT,
    HINDRANCE_OWNER,
    HINDRANCE_GIVEN,
    HINDRANCE_EARLIER,
    HINDRANCE_END,
} Hindrance;

static const char *const hindrances[HINDRANCE_END][LANGUAGE_END] = {
    [HINDRANCE_NONE] = {"", "", ""},
    [HINDRANCE_STATE] = {"It is not under review.", "審査中ではありません。", "目前不在评审中。"},
    [HINDRANCE_KEY] = {"Opinions are given by people who sign in, not by keys.",
                       "評価はAPIキーではなく、サインインした担当者が提出します。",
                       "评审意见须由登录的人员提交，不能使用密钥。"},
    [HINDRANCE_RIGHT] = {"You are not one of its reviewers.", "審査員に指定されていません。",
                         "您不是本项的评审人。"},
    [HINDRANCE_OWNER] = {"Nobody reviews what is his own.", "自組織の案件は審査できません。",
                         "不得评审本单位的事项。"},
    [HINDRANCE_GIVEN] = {"You have given your opinion in this round.",
                         "この回の評価は提出済みです。", "您在本轮已提交意见。"},
    [HINDRANCE_EARLIER] = {"Who reviewed it in an earlier round does not review it again.",
                           "前回の審査員は再審査を担当できません。",
                           "前一轮的评审人不得再次评审。"},
};

static bool find_hindrance(Act *act, const Matter *matter, Hindrance *found)
{
    RecordList list;
    const Review *review = &matter->declaration->review;
    *found = HINDRANCE_NONE;
    if (review->in.len == 0 || !slice_equal(review->in, matter->record->state))
        *found = HINDRANCE_STATE;
    else if (is_owner_of(matter))
        *found = HINDRANCE_OWNER;
    else if (act->asker == NULL || !footing_has(&matter->footing, &review->by))
        *found = HINDRANCE_RIGHT;
    else if (act->asker->person.len == 0)
        *found = HINDRANCE_KEY;
    if (*found != HINDRANCE_NONE)
        return true;
    if (!list_opinions(act, matter, &list))
        return false;
    for (size_t i = 0; i < list.count; i++) {
        const Json *json = json_read(act->arena, list.at[i].content, act->faults);
        bool is_own = slice_equal(json_get_text(json, S("reviewer")), act->asker->person);
        if (is_own && slice_equal(list.at[i].state, round_name(act, matter)))
            *found = HINDRANCE_GIVEN;
        else if (is_own && review->is_fresh && *found == HINDRANCE_NONE)
            *found = HINDRANCE_EARLIER;
    }
    return true;
}

bool act_may_opine(Act *act, const Matter *matter, Slice *why_not)
{
    Hindrance found;
    SheetLanguage language = LANGUAGE_EN;
    language_find(act->language, &language);
    if (!find_hindrance(act, matter, &found))
        return false;
    *why_not = slice_of(hindrances[found][language]);
    return found == HINDRANCE_NONE;
}

// ---- Giving one ----

static Slice write_opinion(Act *act, const Json *scores, Slice text)
{
    JsonWriter json = json_line_writer(act->arena);
    json_open(&json, '{');
    json_field(&json, "reviewer", act->asker->person);
    json_key(&json, "scores");
    json_number(&json, json_show(act->arena, scores));
    json_field(&json, "text", text);
    json_close(&json, '}');
    return buffer_slice(json.out);
}

// The round's end is nobody's doing but the window's.
static bool end_round(Act *act, Bundle *bundle, const Matter *matter, const ReviewTally *tally,
                      Known *known, Done *done, bool *is_moved)
{
    const Review *review = &matter->declaration->review;
    Slice id = tally->passes ? review->pass : review->fail;
    Situation situation;
    Prospect offer;
    bool erases;
    *is_moved = false;
    if (!tally->is_complete || id.len == 0)
        return true;
    if (!matter_becomes(act, matter, matter->content, matter->record->state, known, &situation))
        return false;
    situation.circumstances.opinion_count = tally->count;
    situation.circumstances.score = tally->score;
    if (!transition_offer(&situation, NULL, id, &offer, act->faults))
        return false;
    // What stands in its way an officer clears; the opinions are kept.
    if (offer.transition == NULL || offer.obstacle_count + offer.missing_count > 0)
        return true;
    *is_moved = true;
    done->state = offer.transition->to;
    return make_move(act, bundle, matter, &situation, offer.transition, matter->record->version,
                     known, &erases);
}

static bool count_in(Act *act, const Matter *matter, const Opinion *opinion, ReviewTally *tally)
{
    RecordList list;
    if (!list_opinions(act, matter, &list))
        return false;
    Opinion *all = arena_array(act->arena, Opinion, list.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < list.count; i++) {
        const Json *json;
        if (slice_equal(list.at[i].state, round_name(act, matter)) &&
            !read_kept(act, matter, &list.at[i], &all[count++], &json))
            return false;
    }
    all[count++] = *opinion;
    *tally = review_tally(&matter->declaration->review, all, count);
    return true;
}

static bool add_opinion(Act *act, Bundle *bundle, const Matter *matter, const Json *scores,
                        Slice text)
{
    Write *write = bundle_add(bundle);
    Slice name = record_name(act, matter), person = act->asker->person;
    Facet *facet = arena_array(act->arena, Facet, 1);
    if (write == NULL)
        return false;
    *facet = facet_reference(S("record"), name);
    write->owner = WINDOW;
    write->register_name = KIND_OPINION;
    write->record = arena_print(act->arena, "%.*s:%llu:%.*s", (int)matter->record->id.len,
                                matter->record->id.at, (unsigned long long)matter->known.round,
                                (int)person.len, person.at);
    write->action = S("review");
    write->version = 0;
    write->state = round_name(act, matter);
    write->content = write_opinion(act, scores, text);
    write->facets = facet;
    write->facet_count = 1;
    return true;
}

bool act_opine(Act *act, const Matter *matter, const Json *scores, Slice text, Done *done)
{
    Slice why_not;
    Opinion opinion = {0};
    ReviewTally tally;
    Known known = matter->known;
    bool is_moved;
    size_t before = act->faults->count;
    *done = (Done){.record = matter->record->id,
                   .state = matter->record->state,
                   .number = known.number,
                   .deal = matter->record->deal};
    if (!act_may_opine(act, matter, &why_not))
        return act->faults->count > before ? false
                                           : fault_add_code(act->faults, FAULT_USAGE, "right", 0, 0,
                                                            "%.*s", (int)why_not.len, why_not.at);
    if (!opinion_read(act->arena, &matter->declaration->review, scores, &opinion, act->faults) ||
        !count_in(act, matter, &opinion, &tally))
        return false;
    Bundle *bundle = bundle_new(act);
    if (!end_round(act, bundle, matter, &tally, &known, done, &is_moved))
        return false;
    if (!is_moved && !bundle_record(bundle, matter, "review", matter->record->version, NULL,
                                    matter->record->state, &known))
        return false;
    return add_opinion(act, bundle, matter, scores, text) && bundle_write(bundle, &done->receipt);
}

// ---- Who reviews ----

bool act_assign(Act *act, const Matter *matter, const Slice *persons, size_t count, Done *done)
{
    static const Words words = {{[LANGUAGE_EN] = S_INIT("You are asked for a review."),
                                 [LANGUAGE_JA] = S_INIT("審査の依頼があります。"),
                                 [LANGUAGE_ZH] = S_INIT("请您评审。")}};
    static const Slice reviewer[] = {S_INIT("reviewer")};
    static const WordList reviewers = {reviewer, 1};
    Known known = matter->known;
    Matter becomes = *matter;
    *done = (Done){.record = matter->record->id,
                   .state = matter->record->state,
                   .number = known.number,
                   .deal = matter->record->deal};
    if (act->asker->role != ROLE_OFFICER)
        return refuse_right(act, "name reviewers");
    known.reviewer_count = 0;
    for (size_t i = 0; i < count && i < KEPT_MAX; i++) {
        if (person_by_id(act->store, act->arena, persons[i], act->faults) == NULL)
            return fault_add(act->faults, FAULT_USAGE, 0, 0, "there is no person %.*s",
                             (int)persons[i].len, persons[i].at);
        known.reviewers[known.reviewer_count++] = persons[i];
    }
    becomes.known = known;
    Bundle *bundle = bundle_new(act);
    return bundle_record(bundle, matter, "assign", matter->record->version, NULL,
                         matter->record->state, &known) &&
           bundle_notice(bundle, &becomes, &reviewers, &words) &&
           bundle_write(bundle, &done->receipt);
}
