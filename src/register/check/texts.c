// SPDX-License-Identifier: Apache-2.0
// Texts for people: labels, words of states, rules with their help and translations.

#include "register/check/internal.h"

#include "register/explain.h"

// ---- Labels ----

static Slice label_key(const Check *it, const Term *term)
{
    Slice path = term->name;
    for (term = term->parent; term->parent != NULL; term = term->parent)
        path = arena_print(it->arena, "%.*s.%.*s", SHOW(term->name), SHOW(path));
    return path;
}

static void check_labels_of(const Check *it, const char *file, const Labels *labels,
                            const Json *json, const Term *group)
{
    for (size_t i = 0; i < group->member_count; i++) {
        const Term *term = &group->members[i];
        Slice key = label_key(it, term);
        if (!labels_have(labels, it->arena, term))
            tell(it, file, "there is no label for \"%.*s\"", SHOW(key));
        for (size_t k = 0; k < term->choice_count && it->declaration->is_checked; k++) {
            Slice value = arena_print(it->arena, "%.*s=%.*s", SHOW(key), SHOW(term->choices[k]));
            if (json_get_text(json, value).len == 0)
                tell(it, file, "there is no label for \"%.*s\"", SHOW(value));
        }
        check_labels_of(it, file, labels, json, term);
    }
}

static bool has_choice(const Term *term, Slice value)
{
    for (size_t i = 0; i < term->choice_count; i++)
        if (slice_equal(term->choices[i], value))
            return true;
    return false;
}

static void check_label_keys(const Check *it, const char *file, const Json *json)
{
    for (size_t i = 0; json != NULL && json->kind == JSON_OBJECT && i < json->count; i++) {
        Slice rest = json->members[i].name, path = slice_cut(&rest, '=');
        const Term *term = path.len > 0 ? model_find(&it->model->root, path) : NULL;
        if (path.len > 0 && term == NULL)
            tell(it, file, "\"%.*s\" is the label of no field; leave it out or mend its path",
                 SHOW(json->members[i].name));
        else if (term != NULL && rest.len > 0 && !has_choice(term, rest))
            tell(it, file, "\"%.*s\" is the label of no value; leave it out or mend it",
                 SHOW(json->members[i].name));
    }
}

void check_labels(const Check *it)
{
    for (int i = 0; i < LANGUAGE_END; i++) {
        Slice language = slice_of(language_name((SheetLanguage)i));
        const char *file = arena_print(it->arena, "labels.%.*s.json", SHOW(language)).at;
        const Labels *labels = register_labels(it->reg, language, it->faults);
        Slice text = register_file(it->reg, slice_of(file));
        if (labels == NULL || text.len == 0) {
            tell(it, file, "the labels are missing; every field needs one in en, ja and zh");
            continue;
        }
        if (labels_title(labels).len == 0)
            tell(it, file, "the name of the register is missing: {\"\": \"…\"}");
        const Json *json = json_read(it->arena, text, it->faults);
        check_labels_of(it, file, labels, json, &it->model->root);
        check_label_keys(it, file, json);
    }
}

void check_words(const Check *it)
{
    const Declaration *d = it->declaration;
    for (size_t i = 0; i < d->state_count && d->is_checked; i++)
        if (d->states[i].label.in[LANGUAGE_EN].len == 0)
            tell(it, REGISTER_FILE,
                 "states.%.*s: give it a label, or people see the bare word: \"label\": {\"en\": "
                 "…, \"ja\": …, \"zh\": …}",
                 SHOW(d->states[i].id));
}

// ---- Conditions ----

void need_words(const Check *it, const char *file, Register *of, Slice test, const Json *label,
                Slice place)
{
    for (int i = 0; i < LANGUAGE_END && test.len > 0; i++) {
        bool is_said;
        Slice language = slice_of(language_name((SheetLanguage)i));
        Explaining form = {it->arena, of, it->reg, language};
        Slice text = explain_test(&form, test, &is_said);
        if (json_get_text(label, language).len == 0 && text.len > 0 && !is_said)
            tell(it, file,
                 "%.*s: the condition has no text in %.*s, and the labels of the form do not say "
                 "it: %.*s",
                 SHOW(place), SHOW(language), SHOW(test));
    }
}

// ---- Rules ----

static void check_help(const Check *it, const Assertion *assertion, const HelpBook *help,
                       const char *file)
{
    static const char *const languages[] = {"en", "ja", "zh"};
    for (size_t i = 0; i < 3; i++) {
        HelpText text = help_find(help, assertion->id, slice_of(languages[i]), S(""));
        if (text.why.len == 0 || text.remedy.len == 0)
            tell(it, file,
                 "%.*s: say the condition and how to meet it in %s: {\"rules\": {\"%.*s\": "
                 "{\"why\": "
                 "{\"%s\": …}, \"remedy\": {\"%s\": …}}}}",
                 SHOW(assertion->id), languages[i], SHOW(assertion->id), languages[i],
                 languages[i]);
    }
}

static void check_diagnostics(const Check *it, const Assertion *assertion, const char *file)
{
    static const char *const languages[] = {"ja", "zh"};
    for (size_t i = 0; i < 2; i++) {
        bool is_there = false;
        for (size_t k = 0; k < assertion->diagnostic_count; k++)
            is_there |= slice_equal(assertion->diagnostics[k]->language, slice_of(languages[i]));
        if (!is_there)
            tell(it, file, "%.*s: its text in %s is missing: a diagnostic with xml:lang=\"%s\"",
                 SHOW(assertion->id), languages[i], languages[i]);
    }
}

static bool has_text(const Message *message)
{
    for (size_t i = 0; i < message->count; i++)
        if (message->parts[i].value != NULL || slice_trim(message->parts[i].text).len > 0)
            return true;
    return false;
}

// Tests at the root or at the items of a list are followed; with variables they do not parse here.
static void check_test(const Check *it, const Assertion *assertion, const char *file,
                       RegisterRules which)
{
    Slice context = assertion->rule->context, list = S("");
    Slice subject = json_get_text(json_get(it->json, S("eligibility")), S("subject"));
    NameCheck names = it->names;
    Faults *ignored = arena_array(it->arena, Faults, 1);
    names.file = path_of(it, file);
    if (which == RULES_OF_ELIGIBILITY && subject.len > 0)
        names.reg = registers_find(it->reg->home, subject, ignored);
    if (!slice_equal(context, S("/")))
        list = slice_starts(context, S("/")) ? slice_part(context, 1, context.len) : context;
    const Model *model = names.reg != NULL ? register_model(names.reg, ignored) : NULL;
    const Term *term = model != NULL && list.len > 0 ? model_find(&model->root, list) : NULL;
    if (model != NULL && (list.len == 0 || (term != NULL && term->kind == TERM_LIST)))
        check_formula(&names, assertion->test, assertion->id, list);
}

void check_rules(const Check *it, RegisterRules which, const char *file, const char *help_file)
{
    const Ruleset *ruleset;
    const HelpBook *help;
    if (!register_rules(it->reg, which, &ruleset, &help, it->faults) || ruleset == NULL)
        return;
    for (size_t i = 0; i < ruleset->assertion_count && it->declaration->is_checked; i++) {
        const Assertion *assertion = ruleset->assertions[i];
        check_test(it, assertion, file, which);
        if (assertion->id.len == 0)
            tell(it, file, "an assertion has no id: %.*s", SHOW(assertion->test));
        else if (!has_text(&assertion->message))
            tell(it, file, "%.*s: it has no text in en", SHOW(assertion->id));
        else if (which == RULES_OF_ELIGIBILITY)
            check_help(it, assertion, help, help_file);
        else
            check_diagnostics(it, assertion, file);
    }
}
