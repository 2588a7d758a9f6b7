// SPDX-License-Identifier: Apache-2.0
// Patterns, rules and assertions, with their expressions compiled.
//
//     schema variables ─► phase variables ─► pattern: its variables ─► rule: its variables ─► assertions, messages
//
// Variables of a rule belong to the node that the rule fires at; all others to the document.

#include "rules/schema.h"

enum { ABSTRACT_DEPTH_MAX = 32 };

// ---- Expressions ----

Expr *compile_value(Loader *loader, Element at, const Source *source, bool is_test, const Scope *scope)
{
    (void)at;
    StaticContext context = loader->context;
    context.variables = scope;
    context.is_test = is_test;
    return xpath_compile(&context, source, loader->faults);
}

static Expr *compile_attribute(Loader *loader, Element at, const char *name, bool is_test, const Scope *scope)
{
    const Source *source = attribute_source(loader, at, name);
    if (!source) {
        load_refuse(loader, at, "the attribute %s is missing", name);
        return NULL;
    }
    return compile_value(loader, at, source, is_test, scope);
}

// ---- Variables ----

static const Scope *add_to_scope(Loader *loader, Variable *variable, const Scope *outer)
{
    Scope *scope = arena_array(loader->arena, Scope, 1);
    *scope = (Scope){variable, outer};
    return scope;
}

static bool is_variable(const Loader *loader, Element child)
{
    return element_is(loader, child, "let") || element_is_xsl(loader, child, "variable") ||
           element_is_xsl(loader, child, "param") || element_is(loader, child, "param");
}

static Variable *declare_variable(Loader *loader, Element element, GlobalScope scope)
{
    Slice uri, local;
    variable_name(loader, element, &uri, &local);
    return program_global(loader->program, uri, local, scope);
}

static bool define_variable(Loader *loader, Element element, Variable *variable, const Scope *scope)
{
    if (!read_type(loader, element, "as", &variable->type, &variable->has_type))
        return false;
    Expr *value = variable_value(loader, element, scope);
    if (!value)
        return false;
    variable->value = value;
    if (!variable->has_type)
        variable->type = value->type;
    return true;
}

// ---- Messages ----

typedef struct MessageBuilder {
    Loader *loader;
    const Scope *scope;
    MessagePart *parts;
    size_t count, room;
    bool done;
} MessageBuilder;

static void add_part(MessageBuilder *builder, MessagePart part)
{
    if (builder->count == builder->room) {
        size_t room = builder->room ? builder->room * 2 : 4;
        MessagePart *parts = arena_array(builder->loader->arena, MessagePart, room);
        if (builder->count)
            memcpy(parts, builder->parts, builder->count * sizeof *parts);
        builder->parts = parts;
        builder->room = room;
    }
    builder->parts[builder->count++] = part;
}

static void add_value(MessageBuilder *builder, Element at, const Source *source)
{
    const Expr *value = compile_value(builder->loader, at, source, false, builder->scope);
    builder->done &= value != NULL;
    add_part(builder, (MessagePart){S(""), value});
}

static void add_content(MessageBuilder *builder, Element parent);

static void add_element(MessageBuilder *builder, Element child)
{
    Loader *loader = builder->loader;
    bool is_schematron, is_xslt;
    Slice name = element_name(loader, child, &is_schematron, &is_xslt);
    if ((is_schematron || is_xslt) && slice_equal(name, S("value-of"))) {
        const Source *source = attribute_source(loader, child, "select");
        if (source)
            add_value(builder, child, source);
        else
            builder->done = load_refuse(loader, child, "value-of needs an attribute select");
    } else if (is_schematron && slice_equal(name, S("name"))) {
        const Source *path = attribute_source(loader, child, "path");
        Slice text = path ? arena_print(loader->arena, "name(%.*s)", (int)path->text.len, path->text.at) : S("name(.)");
        add_value(builder, child, text_source(loader, child, text));
    } else if (is_xslt && !slice_equal(name, S("text"))) {
        builder->done = load_refuse(loader, child, "xsl:%.*s is not supported in a message", (int)name.len, name.at);
    } else {
        add_content(builder, child);  // emph, dir, span, xsl:text, and markup of other languages
    }
}

static void add_content(MessageBuilder *builder, Element parent)
{
    const Tree *tree = parent.document->tree;
    for (NodeId node = tree_first_child(tree, parent.node); node != NODE_NONE; node = tree_next_sibling(tree, node)) {
        if (tree_kind(tree, node) == NODE_TEXT)
            add_part(builder, (MessagePart){fill_parameters(builder->loader, tree_content(tree, node)), NULL});
        else if (tree_kind(tree, node) == NODE_ELEMENT)
            add_element(builder, (Element){parent.document, node});
    }
}

static bool build_message(Loader *loader, Element element, const Scope *scope, Message *message)
{
    MessageBuilder builder = {.loader = loader, .scope = scope, .done = true};
    add_content(&builder, element);
    *message = (Message){builder.parts, builder.count};
    return builder.done;
}

// ---- Diagnostics and properties ----

// They are compiled where they are referred to, for they see the variables of that rule.
static bool add_extras(Loader *loader, Element element, const char *attribute, const Declared *declared,
                       const Scope *scope, const Extra *const **extras, size_t *count)
{
    Slice rest = attribute_text(loader, element, attribute);
    List list = {0};
    while ((rest = slice_trim(rest)).len > 0) {
        size_t len = 0;
        while (len < rest.len && !is_xml_space(rest.at[len]))
            len++;
        Slice id = slice_part(rest, 0, len);
        rest = slice_part(rest, len, rest.len);
        const Declared *at = declared;
        while (at && !slice_equal(at->id, id))
            at = at->next;
        if (!at)
            return load_refuse(loader, element, "%s refers to \"%.*s\", which is not declared", attribute,
                               (int)id.len, id.at);
        Extra *extra = arena_array(loader->arena, Extra, 1);
        extra->id = id;
        extra->language = attribute_text(loader, at->element, "xml:lang");
        extra->role = attribute_text(loader, at->element, "role");
        if (!build_message(loader, at->element, scope, &extra->message))
            return false;
        list_add(loader, &list, extra);
    }
    *extras = (const Extra *const *)list.at;
    *count = list.count;
    return true;
}

// ---- Assertions ----

typedef struct RuleBuilder {
    RuleInfo *rule;
    const Scope *scope;
    List assertions;
    unsigned depth;  // of abstract rules extended
} RuleBuilder;

// [BR-01]-Every invoice …
static Slice id_in_text(const Message *message)
{
    if (message->count == 0 || message->parts[0].value)
        return S("");
    Slice text = slice_trim(message->parts[0].text);
    if (text.len == 0 || text.at[0] != '[')
        return S("");
    size_t end = slice_find(text, S("]"));
    return end == SIZE_MAX ? S("") : slice_trim(slice_part(text, 1, end - 1));
}

static bool build_assertion(Loader *loader, Element element, RuleBuilder *builder, bool is_report)
{
    Assertion *made = arena_array(loader->arena, Assertion, 1);
    *made = (Assertion){.is_report = is_report,
                        .own_id = attribute_text(loader, element, "id"),
                        .flag = attribute_text(loader, element, "flag"),
                        .role = attribute_text(loader, element, "role"),
                        .severity = attribute_text(loader, element, "severity"),
                        .see = attribute_text(loader, element, "see"),
                        .icon = attribute_text(loader, element, "icon"),
                        .fpi = attribute_text(loader, element, "fpi"),
                        .rule = builder->rule};
    made->expr = compile_attribute(loader, element, "test", true, builder->scope);
    bool done = made->expr != NULL;
    if (done) {
        made->source = attribute_source(loader, element, "test");
        made->test = made->source->text;
    }
    if (attribute_exists(loader, element, "subject")) {
        made->subject = compile_attribute(loader, element, "subject", false, builder->scope);
        done &= made->subject != NULL;
    }
    done &= build_message(loader, element, builder->scope, &made->message);
    done &= add_extras(loader, element, "diagnostics", loader->diagnostics, builder->scope, &made->diagnostics,
                       &made->diagnostic_count);
    done &= add_extras(loader, element, "properties", loader->properties, builder->scope, &made->properties,
                       &made->property_count);
    made->id = made->own_id.len ? made->own_id : id_in_text(&made->message);
    list_add(loader, &builder->assertions, made);
    return done;
}

// ---- Rules ----

static bool build_rule_child(Loader *loader, Element child, void *context);

static bool extend_rule(Loader *loader, Element element, RuleBuilder *builder)
{
    Slice id = attribute_text(loader, element, "rule");
    const Declared *at = loader->abstract_rules;
    while (at && !slice_equal(at->id, id))
        at = at->next;
    if (!at)
        return load_note(loader, element, "there is no abstract rule \"%.*s\" to extend; nothing is added here", (int)id.len, id.at);
    if (builder->depth >= ABSTRACT_DEPTH_MAX)
        return load_refuse(loader, element, "abstract rules extend each other more than %d deep", ABSTRACT_DEPTH_MAX);
    builder->depth++;
    bool done = for_each_child(loader, at->element, build_rule_child, builder);
    builder->depth--;
    return done;
}

static bool build_rule_child(Loader *loader, Element child, void *context)
{
    RuleBuilder *builder = context;
    bool is_schematron, is_xslt;
    Slice name = element_name(loader, child, &is_schematron, &is_xslt);
    if (is_variable(loader, child)) {
        Variable *variable = declare_variable(loader, child, GLOBAL_CONTEXT);
        bool done = define_variable(loader, child, variable, builder->scope);
        builder->scope = add_to_scope(loader, variable, builder->scope);
        return done;
    }
    // Other instructions in a rule write elements of their own into a report; they decide no finding.
    if (!is_schematron)
        return !is_xslt || load_note(loader, child, "xsl:%.*s in a rule writes into the report only; it is passed over",
                                     (int)name.len, name.at);
    if (slice_equal(name, S("assert")) || slice_equal(name, S("report")))
        return build_assertion(loader, child, builder, slice_equal(name, S("report")));
    if (slice_equal(name, S("extends")))
        return extend_rule(loader, child, builder);
    if (slice_equal(name, S("p")) || slice_equal(name, S("title")))
        return true;
    return load_refuse(loader, child, "sch:%.*s is not known in a rule", (int)name.len, name.at);
}

typedef struct PatternBuilder {
    PatternInfo *pattern;
    const Scope *scope;
    List rules;
    List variables;  // Element, Variable in turn
} PatternBuilder;

static bool build_rule(Loader *loader, Element element, PatternBuilder *outer)
{
    RuleInfo *rule = arena_array(loader->arena, RuleInfo, 1);
    RuleBuilder builder = {.rule = rule, .scope = outer->scope};
    const Source *context = attribute_source(loader, element, "context");
    if (!context)
        return load_refuse(loader, element, "a rule needs an attribute context");
    *rule = (RuleInfo){.id = attribute_text(loader, element, "id"),
                       .context = context->text,
                       .role = attribute_text(loader, element, "role"),
                       .flag = attribute_text(loader, element, "flag"),
                       .see = attribute_text(loader, element, "see"),
                       .owner = outer->pattern};
    StaticContext statics = loader->context;
    statics.variables = outer->scope;
    rule->pattern = pattern_compile(&statics, context, loader->faults);
    bool done = rule->pattern != NULL;
    done &= for_each_child(loader, element, build_rule_child, &builder);
    rule->assertions = (Assertion *const *)builder.assertions.at;
    rule->assertion_count = builder.assertions.count;
    list_add(loader, &outer->rules, rule);
    return done;
}

// ---- Patterns ----

static bool declare_pattern_variable(Loader *loader, Element child, void *context)
{
    PatternBuilder *builder = context;
    if (is_variable(loader, child) && !element_is(loader, child, "param")) {
        Variable *variable = declare_variable(loader, child, GLOBAL_DOCUMENT);
        Element *kept = arena_array(loader->arena, Element, 1);
        *kept = child;
        list_add(loader, &builder->variables, kept);
        list_add(loader, &builder->variables, variable);
    }
    return true;
}

static bool build_pattern_child(Loader *loader, Element child, void *context)
{
    PatternBuilder *builder = context;
    bool is_schematron, is_xslt;
    Slice name = element_name(loader, child, &is_schematron, &is_xslt);
    if (!is_schematron || is_variable(loader, child) || slice_equal(name, S("p")))
        return true;
    if (slice_equal(name, S("title"))) {
        builder->pattern->name = slice_trim(tree_string(child.document->tree, child.node, loader->arena));
        return true;
    }
    if (!slice_equal(name, S("rule")))
        return load_refuse(loader, child, "sch:%.*s is not known in a pattern", (int)name.len, name.at);
    if (slice_equal(attribute_text(loader, child, "abstract"), S("true")))
        return true;
    return build_rule(loader, child, builder);
}

static bool collect_parameter(Loader *loader, Element child, void *context)
{
    const Parameters **list = context;
    if (!element_is(loader, child, "param"))
        return true;
    Parameters *made = arena_array(loader->arena, Parameters, 1);
    made->name = attribute_text(loader, child, "name");
    made->value = attribute_text(loader, child, "value");
    while (*list && (*list)->name.len > made->name.len)
        list = (const Parameters **)&(*list)->next;
    made->next = *list;
    *list = made;
    return true;
}

// A pattern to be built. In ISO's own XSLT the variables of a pattern are global: rules of other patterns use them, and
// published sets do. So those of all patterns are declared before any rule is compiled; its own come first for each.
typedef struct PatternJob {
    PatternBuilder builder;
    Element content;  // the pattern itself, or the abstract one that it is an instance of
    const Parameters *parameters;
} PatternJob;

static bool find_content(Loader *loader, Element element, PatternJob *job)
{
    job->content = element;
    if (!attribute_exists(loader, element, "is-a"))
        return true;
    Slice id = attribute_text(loader, element, "is-a");
    const Declared *at = loader->abstract_patterns;
    while (at && !slice_equal(at->id, id))
        at = at->next;
    if (!at)
        return load_refuse(loader, element, "there is no abstract pattern \"%.*s\"", (int)id.len, id.at);
    job->content = at->element;
    return for_each_child(loader, element, collect_parameter, &job->parameters);
}

static PatternJob *declare_pattern(Loader *loader, Element element, bool *done)
{
    PatternJob *job = arena_array(loader->arena, PatternJob, 1);
    PatternInfo *pattern = arena_array(loader->arena, PatternInfo, 1);
    pattern->id = attribute_text(loader, element, "id");
    pattern->name = attribute_text(loader, element, "name");
    job->builder.pattern = pattern;
    if (!find_content(loader, element, job)) {
        *done = false;
        return NULL;
    }
    loader->parameters = job->parameters;
    *done &= for_each_child(loader, job->content, declare_pattern_variable, &job->builder);
    loader->parameters = NULL;
    for (size_t i = 1; i < job->builder.variables.count; i += 2)
        loader->scope = add_to_scope(loader, job->builder.variables.at[i], loader->scope);
    return job;
}

static const Scope *own_scope(Loader *loader, const PatternJob *job)
{
    const Scope *scope = loader->scope;
    for (size_t i = 1; i < job->builder.variables.count; i += 2)
        scope = add_to_scope(loader, job->builder.variables.at[i], scope);
    return scope;
}

static bool build_pattern(Loader *loader, PatternJob *job)
{
    PatternBuilder *builder = &job->builder;
    bool done = true;
    loader->parameters = job->parameters;
    builder->scope = own_scope(loader, job);
    for (size_t i = 0; i < builder->variables.count; i += 2)
        done &= define_variable(loader, *(Element *)builder->variables.at[i], builder->variables.at[i + 1], builder->scope);
    done &= for_each_child(loader, job->content, build_pattern_child, builder);
    loader->parameters = NULL;
    builder->pattern->rules = (const RuleInfo *const *)builder->rules.at;
    builder->pattern->rule_count = builder->rules.count;
    list_add(loader, &loader->patterns, builder->pattern);
    return done;
}

// ---- Phases ----

typedef struct ActiveQuery {
    Slice pattern;
    bool found;
} ActiveQuery;

static bool look_for_active(Loader *loader, Element child, void *context)
{
    ActiveQuery *query = context;
    if (element_is(loader, child, "active"))
        query->found |= slice_equal(attribute_text(loader, child, "pattern"), query->pattern);
    return true;
}

static bool is_active(Loader *loader, Element pattern)
{
    if (!loader->phase.document)
        return true;
    ActiveQuery query = {attribute_text(loader, pattern, "id"), false};
    for_each_child(loader, loader->phase, look_for_active, &query);
    return query.found;
}

// ---- The whole ----

static bool declare_global(Loader *loader, Element child, List *variables)
{
    Variable *variable = declare_variable(loader, child, GLOBAL_DOCUMENT);
    Element *kept = arena_array(loader->arena, Element, 1);
    *kept = child;
    loader->scope = add_to_scope(loader, variable, loader->scope);
    list_add(loader, variables, kept);
    list_add(loader, variables, variable);
    return true;
}

static bool declare_phase_variable(Loader *loader, Element child, void *context)
{
    return element_is(loader, child, "let") ? declare_global(loader, child, context) : true;
}

static bool declare_globals(Loader *loader)
{
    bool done = true;
    for (size_t i = 0; i < loader->globals.count; i++)
        declare_global(loader, *(Element *)loader->globals.at[i], &loader->variables);
    if (loader->phase.document)
        done = for_each_child(loader, loader->phase, declare_phase_variable, &loader->variables);
    return done;
}

static bool build_globals(Loader *loader)
{
    const List variables = loader->variables;
    bool done = true;
    for (size_t i = 0; i < loader->functions.count; i++)
        done &= declare_function(loader, *(Element *)loader->functions.at[i]);
    for (size_t i = 0; i < loader->keys.count; i++)
        done &= compile_key(loader, *(Element *)loader->keys.at[i]);
    for (size_t i = 0; i < loader->functions.count; i++)
        done &= compile_function(loader, *(Element *)loader->functions.at[i]);
    for (size_t i = 0; i < variables.count; i += 2)
        done &= define_variable(loader, *(Element *)variables.at[i], variables.at[i + 1], loader->scope);
    return done;
}

// Numbers follow the schema's order, so that findings can be sorted by them.
static void number_all(Loader *loader)
{
    for (size_t p = 0; p < loader->patterns.count; p++) {
        PatternInfo *pattern = loader->patterns.at[p];
        pattern->number = (uint32_t)p;
        for (size_t r = 0; r < pattern->rule_count; r++) {
            RuleInfo *rule = (RuleInfo *)pattern->rules[r];
            rule->number = (uint32_t)loader->rules.count;
            list_add(loader, &loader->rules, rule);
            for (size_t a = 0; a < rule->assertion_count; a++) {
                rule->assertions[a]->number = (uint32_t)loader->assertions.count;
                list_add(loader, &loader->assertions, rule->assertions[a]);
            }
        }
    }
}

bool build_rules(Loader *loader)
{
    List jobs = {0};
    bool done = declare_globals(loader);
    for (size_t i = 0; i < loader->pattern_elements.count; i++) {
        Element element = *(Element *)loader->pattern_elements.at[i];
        PatternJob *job = is_active(loader, element) ? declare_pattern(loader, element, &done) : NULL;
        if (job)
            list_add(loader, &jobs, job);
    }
    done &= build_globals(loader);
    for (size_t i = 0; i < jobs.count; i++)
        done &= build_pattern(loader, jobs.at[i]);
    number_all(loader);
    return done;
}
