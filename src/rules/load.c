// SPDX-License-Identifier: Apache-2.0
// Reads the documents of a schema and collects what it declares.
//
//     path ─► document ─► [declarations: namespaces, variables, functions, keys, phases, abstract parts] ─► build.c
//
// Includes are followed only inside the schema's own folder and the one above: a rule set from elsewhere sees nothing
// else of the disk.

#include "rules/schema.h"

#include "base/digest.h"
#include "base/file.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    DEPTH_MAX = 64,            // includes within includes, rules extending rules
    EXPANSIONS_MAX = 2000000,  // elements, counted again in every instance; the largest set has 40,000
    FILE_BYTES_MAX = 256 << 20,
    FILES_MAX = 2000,
};

void list_add(Loader *loader, List *list, void *item)
{
    if (list->count == list->room) {
        size_t room = list->room ? list->room * 2 : 16;
        void **at = arena_array(loader->arena, void *, room);
        if (list->count)
            memcpy(at, list->at, list->count * sizeof *at);
        list->at = at;
        list->room = room;
    }
    list->at[list->count++] = item;
}

static Fault fault_at(Element at, const char *format, va_list list)
{
    Fault fault = {.kind = FAULT_UNSUPPORTED};
    vsnprintf(fault.text, sizeof fault.text, format, list);
    if (at.document) {
        Place place = tree_place(at.document->tree, at.node);
        fault.line = place.line;
        fault.column = place.column;
        snprintf(fault.file, sizeof fault.file, "%s", at.document->path);
    }
    return fault;
}

bool load_refuse(Loader *loader, Element at, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    Fault fault = fault_at(at, format, list);
    va_end(list);
    return fault_append(loader->faults, &fault);
}

bool load_note(Loader *loader, Element at, const char *format, ...)
{
    Fault *note = arena_array(loader->arena, Fault, 1);
    va_list list;
    va_start(list, format);
    *note = fault_at(at, format, list);
    va_end(list);
    list_add(loader, &loader->notes, note);
    return true;
}

// ---- Documents ----

static Document *known_document(Loader *loader, const char *path)
{
    for (Document *at = loader->documents; at; at = at->next)
        if (strcmp(at->path, path) == 0)
            return at;
    return NULL;
}

static Slice folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (Slice){path, (size_t)(slash - path) + 1} : S("");
}

static Slice folder_above(Slice folder)
{
    for (size_t i = folder.len; i-- > 1;)
        if (folder.at[i - 1] == '/')
            return i > 1 ? slice_part(folder, 0, i) : folder;  // not the root of the disk
    return folder;
}

static Document *add_document(Loader *loader, const char *path, Slice bytes)
{
    Document *document = arena_array(loader->arena, Document, 1);
    size_t before = loader->faults->count;
    XmlOptions options = {.depth_max = 500, .base_uri = arena_print(loader->arena, "file://%s", path)};
    document->path = path;
    document->folder = folder_of(path);
    document->tree = xml_read(loader->arena, loader->vocabulary, bytes, &options, loader->faults);
    fault_set_file(loader->faults, before, path);
    if (!document->tree)
        return NULL;
    document->next = loader->documents;
    loader->documents = document;
    return document;
}

static Document *read_document(Loader *loader, Element from, const char *path)
{
    char real[PATH_MAX];
    if (loader->text.len > 0) {
        load_refuse(loader, from, "%s cannot be read: a rule set that is no file sees no files", path);
        return NULL;
    }
    if (!realpath(path, real)) {
        load_refuse(loader, from, "the file %s cannot be found", path);
        return NULL;
    }
    if (loader->root.len && !slice_starts(slice_of(real), loader->root)) {
        load_refuse(loader, from, "%s lies outside the rule set; only files in its folder, the one above, and below are read", path);
        return NULL;
    }
    Document *document = known_document(loader, real);
    if (document)
        return document;
    size_t before = loader->faults->count, files = 0;
    for (Document *at = loader->documents; at; at = at->next)
        files++;
    if (files >= FILES_MAX) {
        load_refuse(loader, from, "a schema of more than %d files", FILES_MAX);
        return NULL;
    }
    Slice bytes;
    if (file_read(loader->arena, real, FILE_BYTES_MAX, &bytes, loader->faults))
        return add_document(loader, arena_c_string(loader->arena, slice_of(real)), bytes);
    fault_set_file(loader->faults, before, real);
    return NULL;
}

static Element root_of(const Document *document)
{
    NodeId node = tree_first_child(document->tree, 0);
    while (node != NODE_NONE && tree_kind(document->tree, node) != NODE_ELEMENT)
        node = tree_next_sibling(document->tree, node);
    return (Element){document, node};
}

// ---- Elements ----

Slice element_name(const Loader *loader, Element element, bool *is_schematron, bool *is_xslt)
{
    (void)loader;
    const Name *name = tree_name(element.document->tree, element.node);
    *is_schematron = slice_equal(name->uri, S(NS_SCH));
    *is_xslt = slice_equal(name->uri, S(NS_XSL));
    return name->local;
}

bool element_is(const Loader *loader, Element element, const char *local)
{
    bool is_schematron, is_xslt;
    return slice_equal(element_name(loader, element, &is_schematron, &is_xslt), slice_of(local)) && is_schematron;
}

bool element_is_xsl(const Loader *loader, Element element, const char *local)
{
    bool is_schematron, is_xslt;
    return slice_equal(element_name(loader, element, &is_schematron, &is_xslt), slice_of(local)) && is_xslt;
}

static bool attribute_find(const Loader *loader, Element element, const char *local, NodeId *attribute)
{
    (void)loader;
    const Tree *tree = element.document->tree;
    // xml:lang is the only name with a prefix that is asked for
    bool wants_xml = strncmp(local, "xml:", 4) == 0;
    Slice wanted = slice_of(wants_xml ? local + 4 : local);
    for (NodeId at = tree_first_attribute(tree, element.node); at != NODE_NONE; at = tree_next_attribute(tree, at)) {
        const Name *name = tree_name(tree, at);
        if (slice_equal(name->local, wanted) && (name->uri.len > 0) == wants_xml) {
            *attribute = at;
            return true;
        }
    }
    return false;
}

bool attribute_exists(const Loader *loader, Element element, const char *local)
{
    NodeId ignored;
    return attribute_find(loader, element, local, &ignored);
}

// $name ─► value, for the parameters of the instance under way; longer names are tried first
Slice fill_parameters(Loader *loader, Slice text)
{
    if (!loader->parameters || slice_find(text, S("$")) == SIZE_MAX)
        return text;
    Buffer out = buffer_new(loader->arena);
    while (text.len > 0) {
        const Parameters *found = NULL;
        if (text.at[0] == '$')
            for (const Parameters *at = loader->parameters; at && !found; at = at->next)
                if (slice_starts(slice_part(text, 1, text.len), at->name))
                    found = at;
        if (found)
            buffer_add(&out, found->value);
        else
            buffer_add_char(&out, text.at[0]);
        text = slice_part(text, found ? found->name.len + 1 : 1, text.len);
    }
    return buffer_slice(&out);
}

Slice attribute_text(const Loader *loader, Element element, const char *local)
{
    NodeId attribute;
    if (!attribute_find(loader, element, local, &attribute))
        return S("");
    return fill_parameters((Loader *)loader, tree_content(element.document->tree, attribute));
}

const Source *attribute_source(Loader *loader, Element element, const char *local)
{
    NodeId attribute;
    if (!attribute_find(loader, element, local, &attribute))
        return NULL;
    Source *source = arena_array(loader->arena, Source, 1);
    Place place = tree_place(element.document->tree, attribute);
    *source = (Source){.text = attribute_text(loader, element, local),
                       .file = element.document->path,
                       .line = place.line,
                       .column = place.column + (unsigned)strlen(local) + 2};
    return source;
}

const Source *text_source(Loader *loader, Element element, Slice text)
{
    Source *source = arena_array(loader->arena, Source, 1);
    Place place = tree_place(element.document->tree, element.node);
    *source = (Source){.text = text, .file = element.document->path, .line = place.line, .column = place.column};
    return source;
}

const Namespaces *element_namespaces(Loader *loader, Element element, const Namespaces *outer)
{
    const NamespaceBinding *bindings;
    size_t count = tree_namespaces(element.document->tree, element.node, loader->arena, &bindings);
    for (size_t i = 0; i < count; i++) {
        if (bindings[i].prefix.len == 0)
            continue;  // the default namespace is no namespace of names in expressions
        Namespaces *made = arena_array(loader->arena, Namespaces, 1);
        *made = (Namespaces){bindings[i].prefix, bindings[i].uri, outer};
        outer = made;
    }
    return outer;
}

// ---- Children, with includes ----

static bool find_by_id(const Document *document, Slice id, Element *found)
{
    const Tree *tree = document->tree;
    for (NodeId node = 1; node < tree->count; node++) {
        if (tree_kind(tree, node) != NODE_ATTRIBUTE || !slice_equal(tree_content(tree, node), id))
            continue;
        Slice local = tree_name(tree, node)->local;
        if (slice_equal(local, S("id"))) {
            *found = (Element){document, tree_parent(tree, node)};
            return true;
        }
    }
    return false;
}

static bool included(Loader *loader, Element from, Element *target)
{
    Slice href = attribute_text(loader, from, "href"), fragment = S("");
    size_t hash = slice_find(href, S("#"));
    if (hash != SIZE_MAX) {
        fragment = slice_part(href, hash + 1, href.len);
        href = slice_part(href, 0, hash);
    }
    const Document *document = from.document;
    if (href.len > 0) {
        Slice path = href.at[0] == '/' ? href : arena_join(loader->arena, from.document->folder, href);
        document = read_document(loader, from, arena_c_string(loader->arena, path));
    }
    if (!document)
        return false;
    *target = root_of(document);
    if (fragment.len && !find_by_id(document, fragment, target))
        return load_refuse(loader, from, "there is no element with the id \"%.*s\" in %s", (int)fragment.len,
                           fragment.at, document->path);
    return true;
}

static bool visit_child(Loader *loader, Element child, Visit *visit, void *context)
{
    bool is_include = element_is(loader, child, "include");
    bool is_extension = element_is(loader, child, "extends") && attribute_exists(loader, child, "href");
    Element target;
    if (++loader->expansions > EXPANSIONS_MAX)
        return load_refuse(loader, child, "the schema grows beyond %d elements; do its patterns or includes repeat each other?",
                           EXPANSIONS_MAX);
    if (!is_include && !is_extension)
        return visit(loader, child, context);
    if (loader->depth >= DEPTH_MAX)
        return load_refuse(loader, child, "includes are nested more than %d deep; do two files include each other?",
                           DEPTH_MAX);
    if (!included(loader, child, &target))
        return false;
    loader->depth++;
    bool done = is_include ? visit_child(loader, target, visit, context)
                           : for_each_child(loader, target, visit, context);
    loader->depth--;
    return done;
}

bool for_each_child(Loader *loader, Element parent, Visit *visit, void *context)
{
    const Tree *tree = parent.document->tree;
    bool done = true;
    for (NodeId node = tree_first_child(tree, parent.node); node != NODE_NONE; node = tree_next_sibling(tree, node)) {
        if (tree_kind(tree, node) == NODE_ELEMENT)
            done &= visit_child(loader, (Element){parent.document, node}, visit, context);
        if (loader->expansions > EXPANSIONS_MAX)
            return false;
    }
    return done;
}

// ---- Collecting ----

static void declare(Loader *loader, Declared **list, Element element)
{
    Declared *made = arena_array(loader->arena, Declared, 1);
    *made = (Declared){.id = attribute_text(loader, element, "id"), .element = element, .next = *list};
    *list = made;
}

static Element *keep(Loader *loader, Element element)
{
    Element *kept = arena_array(loader->arena, Element, 1);
    *kept = element;
    return kept;
}

static bool collect_extra(Loader *loader, Element child, void *list)
{
    if (element_is(loader, child, "diagnostic") || element_is(loader, child, "property"))
        declare(loader, list, child);
    return true;
}

static bool collect_rule(Loader *loader, Element child, void *context)
{
    (void)context;
    if (element_is(loader, child, "rule") && slice_equal(attribute_text(loader, child, "abstract"), S("true")))
        declare(loader, &loader->abstract_rules, child);
    else if (element_is_xsl(loader, child, "function"))
        list_add(loader, &loader->functions, keep(loader, child));
    else if (element_is_xsl(loader, child, "key"))
        list_add(loader, &loader->keys, keep(loader, child));
    return true;
}

static bool collect_namespace(Loader *loader, Element child)
{
    RulesetPrefix *prefix = arena_array(loader->arena, RulesetPrefix, 1);
    Namespaces *made = arena_array(loader->arena, Namespaces, 1);
    *prefix = (RulesetPrefix){attribute_text(loader, child, "prefix"), attribute_text(loader, child, "uri")};
    *made = (Namespaces){prefix->prefix, prefix->uri, loader->context.namespaces};
    loader->context.namespaces = made;
    list_add(loader, &loader->prefixes, prefix);
    return true;
}

static bool collect_pattern(Loader *loader, Element child)
{
    if (slice_equal(attribute_text(loader, child, "abstract"), S("true"))) {
        declare(loader, &loader->abstract_patterns, child);
        return true;
    }
    list_add(loader, &loader->pattern_elements, keep(loader, child));
    return for_each_child(loader, child, collect_rule, NULL);
}

static bool collect_phase(Loader *loader, Element child)
{
    Slice *id = arena_array(loader->arena, Slice, 1);
    *id = attribute_text(loader, child, "id");
    list_add(loader, &loader->phases, id);
    if (slice_equal(*id, loader->active_phase))
        loader->phase = child;
    return true;
}

static bool collect_foreign(Loader *loader, Element child, Slice name, bool is_xslt)
{
    if (!is_xslt)
        return true;  // annotations of other languages mean nothing to Schematron (5.2)
    if (slice_equal(name, S("function")))
        list_add(loader, &loader->functions, keep(loader, child));
    else if (slice_equal(name, S("key")))
        list_add(loader, &loader->keys, keep(loader, child));
    else if (slice_equal(name, S("variable")) || slice_equal(name, S("param")))
        list_add(loader, &loader->globals, keep(loader, child));
    else if (!slice_equal(name, S("output")))
        return load_refuse(loader, child, "xsl:%.*s is not supported in a schema; xsl:function, xsl:key, xsl:variable and xsl:param are",
                           (int)name.len, name.at);
    return true;
}

// A rule outside of all patterns is never tried: ISO's own implementation passes it over.
static bool collect_stray_rule(Loader *loader, Element child)
{
    if (slice_equal(attribute_text(loader, child, "abstract"), S("true")))
        return collect_rule(loader, child, NULL);
    return load_note(loader, child, "this rule stands outside of all patterns and is never tried");
}

static bool collect(Loader *loader, Element child, void *context)
{
    (void)context;
    bool is_schematron, is_xslt;
    Slice name = element_name(loader, child, &is_schematron, &is_xslt);
    if (!is_schematron)
        return collect_foreign(loader, child, name, is_xslt);
    if (slice_equal(name, S("ns")))
        return collect_namespace(loader, child);
    if (slice_equal(name, S("let")) || slice_equal(name, S("param")))
        list_add(loader, &loader->globals, keep(loader, child));
    else if (slice_equal(name, S("pattern")))
        return collect_pattern(loader, child);
    else if (slice_equal(name, S("rules")))
        return for_each_child(loader, child, collect_rule, NULL);
    else if (slice_equal(name, S("phase")))
        return collect_phase(loader, child);
    else if (slice_equal(name, S("diagnostics")))
        return for_each_child(loader, child, collect_extra, &loader->diagnostics);
    else if (slice_equal(name, S("properties")))
        return for_each_child(loader, child, collect_extra, &loader->properties);
    else if (slice_equal(name, S("title")))
        loader->ruleset->title = slice_trim(tree_string(child.document->tree, child.node, loader->arena));
    else if (slice_equal(name, S("schema")))
        return for_each_child(loader, child, collect, NULL);
    else if (slice_equal(name, S("rule")))
        return collect_stray_rule(loader, child);
    else if (!slice_equal(name, S("p")))
        return load_refuse(loader, child, "sch:%.*s is not known in a schema", (int)name.len, name.at);
    return true;
}

// ---- The head of a schema ----

static bool read_binding(Loader *loader)
{
    static const char *const known[] = {"", "xslt", "xslt2", "xslt3", "xpath", "xpath2", "xpath3", "xpath31", "exslt"};
    Slice binding = attribute_text(loader, loader->schema, "queryBinding");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (binding.len == strlen(known[i]) && strncasecmp(binding.at ? binding.at : "", known[i], binding.len) == 0)
            return true;
    return load_refuse(loader, loader->schema, "the query binding \"%.*s\" is not supported; xslt2 and xpath2 are",
                       (int)binding.len, binding.at);
}

static bool choose_phase(Loader *loader)
{
    Slice asked = loader->options->phase;
    if (asked.len == 0 || slice_equal(asked, S("#DEFAULT")))
        asked = attribute_text(loader, loader->schema, "defaultPhase");
    loader->active_phase = asked.len ? asked : S("#ALL");
    return true;
}

static bool require_phase(Loader *loader)
{
    if (slice_equal(loader->active_phase, S("#ALL")) || loader->phase.document)
        return true;
    Buffer names = buffer_new(loader->arena);
    for (size_t i = 0; i < loader->phases.count; i++) {
        buffer_add(&names, i ? S(", ") : S(""));
        buffer_add(&names, *(Slice *)loader->phases.at[i]);
    }
    return load_refuse(loader, loader->schema, "there is no phase \"%.*s\"; it has %.*s", (int)loader->active_phase.len,
                       loader->active_phase.at, names.len ? (int)names.len : 4, names.len ? names.at : "none");
}

// ---- The digest ----

static int by_path(const void *a, const void *b)
{
    return strcmp((*(Document *const *)a)->path, (*(Document *const *)b)->path);
}

static Slice digest(Loader *loader)
{
    List sorted = {0};
    for (Document *at = loader->documents; at; at = at->next)
        list_add(loader, &sorted, at);
    qsort(sorted.at, sorted.count, sizeof *sorted.at, by_path);
    Digest *digest = digest_new(loader->arena);
    for (size_t i = 0; i < sorted.count; i++)
        digest_add(digest, ((const Document *)sorted.at[i])->tree->input);
    return digest_hex(digest);
}

// ---- The whole ----

static Slice name_of_path(Slice path)
{
    for (size_t i = path.len; i-- > 0;)
        if (path.at[i] == '/') {
            path = slice_part(path, i + 1, path.len);
            break;
        }
    for (size_t i = path.len; i-- > 1;)
        if (path.at[i] == '.')
            return slice_part(path, 0, i);
    return path;
}

static void start(Loader *loader)
{
    static const Namespaces xsd = {S_INIT("xsd"), S_INIT("http://www.w3.org/2001/XMLSchema"), NULL};
    static const Namespaces xs = {S_INIT("xs"), S_INIT("http://www.w3.org/2001/XMLSchema"), &xsd};
    loader->program = program_new(loader->arena);
    loader->context = (StaticContext){.arena = loader->arena,
                                      .program = loader->program,
                                      .language = LANGUAGE_XPATH3 | LANGUAGE_XSLT,
                                      .namespaces = &xs,
                                      .plain = loader->options->plain};
}

static bool load_schema(Loader *loader, const char *path)
{
    Document *document = loader->text.len > 0 ? add_document(loader, path, loader->text)
                                              : read_document(loader, ELEMENT_NONE, path);
    if (!document)
        return false;
    // Publishers lay common parts beside the folders of the syntaxes: the folder above is theirs too.
    loader->root = folder_above(document->folder);
    loader->schema = root_of(document);
    bool is_schematron, is_xslt;
    Slice name = element_name(loader, loader->schema, &is_schematron, &is_xslt);
    if (!is_schematron || !slice_equal(name, S("schema")))
        return load_refuse(loader, loader->schema,
                           "this is no ISO Schematron schema: its root is %.*s in the namespace \"%.*s\", not schema in " NS_SCH,
                           (int)name.len, name.at, (int)tree_name(document->tree, loader->schema.node)->uri.len,
                           tree_name(document->tree, loader->schema.node)->uri.at);
    // In ISO's XSLT the namespaces of the schema document are in scope too; sch:ns comes before them.
    loader->context.namespaces = element_namespaces(loader, loader->schema, loader->context.namespaces);
    loader->context.base_uri = arena_print(loader->arena, "file://%s", document->path);
    Ruleset *ruleset = loader->ruleset;
    *ruleset = (Ruleset){.program = loader->program,
                         .path = slice_of(document->path),
                         .name = name_of_path(slice_of(document->path)),
                         .version = attribute_text(loader, loader->schema, "schemaVersion"),
                         .folder = loader->text.len > 0 ? S("") : document->folder};
    bool done = read_binding(loader) & choose_phase(loader);
    done &= for_each_child(loader, loader->schema, collect, NULL);
    return done && require_phase(loader) && build_rules(loader);
}

static const Ruleset *load(Arena *arena, const char *path, Slice text, const RulesetOptions *options, Faults *faults)
{
    static const RulesetOptions defaults = {0};
    Loader loader = {.arena = arena,
                     .vocabulary = vocabulary_new(arena),
                     .faults = faults,
                     .options = options ? options : &defaults,
                     .text = text,
                     .ruleset = arena_array(arena, Ruleset, 1)};
    start(&loader);
    size_t before = faults->count;
    if (!load_schema(&loader, path) || faults->count > before)
        return NULL;
    Ruleset *ruleset = loader.ruleset;
    ruleset->phase = loader.active_phase;
    ruleset->patterns = (const PatternInfo *const *)loader.patterns.at;
    ruleset->pattern_count = loader.patterns.count;
    ruleset->rules = (const RuleInfo *const *)loader.rules.at;
    ruleset->rule_count = loader.rules.count;
    ruleset->assertions = (const Assertion *const *)loader.assertions.at;
    ruleset->assertion_count = loader.assertions.count;
    RulesetPrefix *prefixes = arena_array(arena, RulesetPrefix, loader.prefixes.count);
    for (size_t i = 0; i < loader.prefixes.count; i++)
        prefixes[i] = *(RulesetPrefix *)loader.prefixes.at[i];
    ruleset->prefixes = prefixes;
    ruleset->prefix_count = loader.prefixes.count;
    Slice *phases = arena_array(arena, Slice, loader.phases.count);
    for (size_t i = 0; i < loader.phases.count; i++)
        phases[i] = *(Slice *)loader.phases.at[i];
    ruleset->phases = phases;
    ruleset->phase_count = loader.phases.count;
    ruleset->notes = (const Fault *const *)loader.notes.at;
    ruleset->note_count = loader.notes.count;
    ruleset->digest = digest(&loader);
    return ruleset;
}

const Ruleset *ruleset_load(Arena *arena, const char *path, const RulesetOptions *options, Faults *faults)
{
    return load(arena, path, S(""), options, faults);
}

const Ruleset *ruleset_load_text(Arena *arena, const char *name, Slice text, const RulesetOptions *options,
                                 Faults *faults)
{
    return load(arena, name, text, options, faults);
}
