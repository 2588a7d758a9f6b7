// SPDX-License-Identifier: Apache-2.0
// Cross-checks the documents of a deal.
//
//     documents, sorted by kind ─► JSON ─► tree ─► rules ─► [findings, each with its document]
//
// The tree is written as text and read again by the reader of JSON: one way in for the rules,
// whether they run here, from a file of `madoguchi deal --tree`, or in somebody else's processor.

#include "register/deal_rules.h"

#include "base/json.h"
#include "register/days.h"
#include "register/findings.h"
#include "tree/json.h"

#include <stdlib.h>
#include <time.h>

#define AMENDMENT "letter-of-credit-amendment"

const char *const deal_certainty_names[DEAL_CERTAINTY_END] = {
    [DEAL_CERTAIN] = "certain",
    [DEAL_JUDGEMENT] = "judgement",
    [DEAL_UNASKED] = "unasked",
};

static void take_fact(const Json *content, Slice member, Slice *fact)
{
    const Json *value = json_get(content, member);
    if (value != NULL && (value->kind == JSON_STRING || value->kind == JSON_NUMBER))
        *fact = value->text;
}

bool deal_read_facts(Arena *arena, Slice content, Deal *deal, Faults *faults)
{
    const Json *json = json_read(arena, content, faults);
    if (json == NULL)
        return false;
    take_fact(json, S("id"), &deal->id);
    take_fact(json, S("presentationDate"), &deal->presented);
    take_fact(json, S("billsOfLadingCount"), &deal->bills_of_lading);
    return true;
}

// ---- The tree ----

// Where a document goes: kinds as they first come, amendments by their numbers.
typedef struct DealPlace {
    size_t kind, number, index;
} DealPlace;

static int compare_places(const void *a, const void *b)
{
    const DealPlace *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static size_t first_of_kind(const Deal *deal, Slice kind)
{
    size_t i = 0;
    while (!slice_equal(deal->documents[i].kind, kind))
        i++;
    return i;
}

// False with a fault that names the document.
static bool place_document(Arena *arena, const Deal *deal, size_t index, DealPlace *place,
                           Faults *faults)
{
    const DealDocument *document = &deal->documents[index];
    size_t before = faults->count;
    const Json *content = json_read(arena, document->content, faults);
    if (content != NULL && content->kind != JSON_OBJECT)
        fault_add(faults, FAULT_SYNTAX, 0, 0, "the content of a document is a JSON object");
    if (slice_equal(document->kind, DEAL_REGISTER))
        fault_add(faults, FAULT_USAGE, 0, 0, "a deal is no document of a deal");
    fault_set_file(faults, before, arena_c_string(arena, document->name));
    if (faults->count > before)
        return false;
    *place = (DealPlace){.kind = first_of_kind(deal, document->kind), .index = index};
    const Json *number = json_get(content, S("amendmentNumber"));
    if (slice_equal(document->kind, S(AMENDMENT)) && number != NULL && number->kind == JSON_NUMBER)
        place->number = (size_t)strtoul(arena_c_string(arena, number->text), NULL, 10);
    return true;
}

static DealPlace *place_all(Arena *arena, const Deal *deal, Faults *faults)
{
    if (deal->count > DEAL_DOCUMENTS_MAX) {
        fault_add(faults, FAULT_LIMIT, 0, 0, "the deal has %zu documents; %d may be compared",
                  deal->count, DEAL_DOCUMENTS_MAX);
        return NULL;
    }
    DealPlace *places = arena_array(arena, DealPlace, deal->count);
    bool is_good = true;
    for (size_t i = 0; i < deal->count; i++)
        is_good &= place_document(arena, deal, i, &places[i], faults);
    if (deal->count > 0)
        qsort(places, deal->count, sizeof *places, compare_places);
    return is_good ? places : NULL;
}

static void write_head(Buffer *out, const Deal *deal)
{
    JsonWriter json = {.out = out, .is_line = true};
    buffer_add(out, S("{\n\"deal\": "));
    json_open(&json, '{');
    json_field(&json, "id", deal->id);
    json_field(&json, "today", deal->today);
    json_field(&json, "presentationDate", deal->presented);
    if (deal->bills_of_lading.len > 0) {
        json_field_open(&json, "originals", '{');
        json_field(&json, "billOfLading", deal->bills_of_lading);
        json_close(&json, '}');
    }
    if (deal->unseen_count > 0) {
        json_field_open(&json, "unseen", '[');
        for (size_t i = 0; i < deal->unseen_count; i++)
            json_string(&json, deal->unseen[i]);
        json_close(&json, ']');
    }
    json_close(&json, '}');
}

static void write_tree(Buffer *out, const Deal *deal, const DealPlace *places)
{
    write_head(out, deal);
    for (size_t i = 0; i < deal->count; i++) {
        const DealDocument *document = &deal->documents[places[i].index];
        bool is_first = i == 0 || places[i].kind != places[i - 1].kind;
        if (is_first)
            buffer_print(out, "%s,\n\"%.*s\": [\n", i > 0 ? "\n]" : "", (int)document->kind.len,
                         document->kind.at);
        else
            buffer_add(out, S(",\n"));
        buffer_add(out, slice_trim(document->content));
    }
    buffer_add(out, deal->count > 0 ? S("\n]\n}\n") : S("\n}\n"));
}

bool deal_write(Buffer *out, const Deal *deal, Faults *faults)
{
    const DealPlace *places = place_all(out->arena, deal, faults);
    if (places == NULL)
        return false;
    write_tree(out, deal, places);
    return true;
}

// ---- The findings ----

typedef struct DealRun {
    const DealRules *rules;
    Arena *arena;
    const Deal *deal;
    const DealPlace *places;
    Slice language;
    RuleRun *run;
} DealRun;

// "… the credit expired. (UCP 600 art. 6 d)" ─► "… the credit expired." and "UCP 600 art. 6 d"
static Slice cut_article(Slice *message)
{
    if (!slice_ends(*message, S(")")))
        return S("");
    size_t at = message->len;
    while (at > 0 && message->at[at - 1] != '(')
        at--;
    if (at == 0)
        return S("");
    Slice article = slice_part(*message, at, message->len - at - 1);
    *message = slice_trim(slice_part(*message, 0, at - 1));
    return article;
}

static DealCertainty certainty_of(Slice flag)
{
    for (size_t i = 0; i < DEAL_CERTAINTY_END; i++)
        if (slice_equal(flag, slice_of(deal_certainty_names[i])))
            return (DealCertainty)i;
    return DEAL_JUDGEMENT;
}

static bool are_namesakes(const Tree *tree, NodeId a, NodeId b)
{
    return tree_kind(tree, a) == NODE_ELEMENT &&
           tree_name(tree, a)->expanded == tree_name(tree, b)->expanded;
}

// The document that a node lies in: the k-th of its kind in the tree is the k-th in `places`.
static size_t document_of(const DealRun *it, NodeId node)
{
    const Tree *tree = it->run->tree;
    while (node != 0 && tree_parent(tree, node) != 0)
        node = tree_parent(tree, node);
    size_t number = 0, index = 0;
    for (NodeId at = tree_first_child(tree, 0); at != node && at != NODE_NONE;
         at = tree_next_sibling(tree, at))
        number += are_namesakes(tree, at, node);
    Slice kind = node != 0 ? tree_name(tree, node)->local : S("");
    for (; index < it->deal->count; index++)
        if (slice_equal(it->deal->documents[it->places[index].index].kind, kind) && number-- == 0)
            return it->places[index].index;
    return SIZE_MAX;
}

// "/commercial-invoice/1/lines/0" ─► "/lines/0"
static Slice place_of(const DealRun *it, NodeId node)
{
    Slice rest = json_pointer(it->arena, it->run->tree, node);
    for (size_t i = 0; i < 3; i++)
        slice_cut(&rest, '/');
    return rest.len > 0 ? arena_join(it->arena, S("/"), rest) : S("");
}

static bool has_kind(const DealKinds *kinds, Slice kind)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (slice_equal(kinds->list[i], kind))
            return true;
    return false;
}

static void find_others(const DealRun *it, const DealKinds *kinds, DealFinding *finding)
{
    size_t *others = arena_array(it->arena, size_t, DEAL_OTHERS_MAX);
    for (size_t i = 0; i < it->deal->count && finding->other_count < DEAL_OTHERS_MAX; i++)
        if (i != finding->document && has_kind(kinds, it->deal->documents[i].kind))
            others[finding->other_count++] = i;
    finding->others = others;
}

static void show_finding(const DealRun *it, const RuleFinding *found, DealFinding *finding)
{
    const Assertion *assertion = it->rules->ruleset->assertions[found->assertion];
    *finding = (DealFinding){
        .rule = assertion->id,
        .group = assertion->rule->owner->id,
        .severity = severity_of(assertion->severity, S(""), assertion->role),
        .certainty = certainty_of(assertion->flag),
        .document = document_of(it, found->node),
        .place = place_of(it, found->node),
    };
    find_others(it, &it->rules->compares[found->assertion], finding);
    if (found->error != NULL) {
        finding->severity = SEVERITY_BROKEN;
        finding->certainty = DEAL_JUDGEMENT;
        finding->message = arena_copy(it->arena, slice_of(found->error->text));
        return;
    }
    // Articles stand in the English text, which is the one that every rule has.
    Slice english = rule_text(it->run, found, &assertion->message, it->arena);
    finding->article = cut_article(&english);
    finding->message = rule_text_in(it->run, found, it->language, english, it->arena);
    finding->remedy = help_find(it->rules->help, assertion->id, it->language, S("")).remedy;
}

static void show_all(const DealRun *it, DealFindings *findings)
{
    const RuleRun *run = it->run;
    DealFinding *shown = arena_array(it->arena, DealFinding, run->finding_count);
    DealFinding *sorted = arena_array(it->arena, DealFinding, run->finding_count);
    *findings = (DealFindings){.list = sorted};
    for (size_t i = 0; i < run->finding_count; i++) {
        show_finding(it, &run->findings[i], &shown[i]);
        findings->by_certainty[shown[i].certainty]++;
    }
    for (int certainty = 0; certainty < DEAL_CERTAINTY_END; certainty++)
        for (size_t i = 0; i < run->finding_count; i++)
            if ((int)shown[i].certainty == certainty)
                sorted[findings->count++] = shown[i];
}

static bool is_credit(Slice kind)
{
    return slice_equal(kind, S("letter-of-credit")) || slice_equal(kind, S(AMENDMENT));
}

bool deal_finding_blames(const Deal *deal, const DealFinding *finding, size_t document)
{
    bool is_measure =
        finding->document != SIZE_MAX && is_credit(deal->documents[finding->document].kind);
    bool has_measured = false, is_measured = false;
    for (size_t i = 0; is_measure && i < finding->other_count; i++) {
        bool is_other = !is_credit(deal->documents[finding->others[i]].kind);
        has_measured |= is_other;
        is_measured |= is_other && finding->others[i] == document;
    }
    return has_measured ? is_measured : finding->document == document;
}

void deal_finding_write(JsonWriter *json, const DealFinding *finding)
{
    json_field(json, "rule", finding->rule);
    json_field(json, "group", finding->group);
    json_field(json, "severity", slice_of(severity_names[finding->severity]));
    json_field(json, "certainty", slice_of(deal_certainty_names[finding->certainty]));
    json_field(json, "message", finding->message);
    json_field(json, "article", finding->article);
    json_field(json, "remedy", finding->remedy);
}

Slice deal_today(Arena *arena)
{
    return day_write(arena, day_of_ms((int64_t)time(NULL) * 1000));
}

bool deal_check(const DealRules *rules, Arena *arena, const Deal *deal, Slice language,
                DealFindings *findings, Faults *faults)
{
    DealRun it = {.rules = rules, .arena = arena, .deal = deal, .language = language};
    Buffer text = buffer_new(arena);
    it.places = place_all(arena, deal, faults);
    if (it.places == NULL)
        return false;
    write_tree(&text, deal, it.places);
    Vocabulary *vocabulary = vocabulary_new(arena);
    const Tree *tree = json_tree_read(arena, vocabulary, buffer_slice(&text), NULL, faults);
    if (tree == NULL)
        return false;
    it.run = rule_run_new(arena_guard(arena), arena, rules->ruleset, vocabulary, NULL);
    if (!rule_run_document(it.run, tree, faults))
        return false;
    show_all(&it, findings);
    return true;
}
