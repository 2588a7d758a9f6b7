// SPDX-License-Identifier: Apache-2.0
// One case of the QT3 suite in its environment.
//
//     catalog, set ─► environment ─► [static context, documents, variables] ─► outcome ─►
//     qt3_assert.c

#include "qt3.h"

#include "base/utf8.h"

// ---- Files and URIs ----

static Slice file_uri(Arena *arena, Slice path)
{
    return arena_join(arena, S("file://"), path);
}

// folder + relative, with ../ taken out
static Slice join_path(Arena *arena, Slice folder, Slice relative)
{
    while (slice_starts(relative, S("../")) && folder.len > 1) {
        relative = slice_part(relative, 3, SIZE_MAX);
        folder.len--;
        while (folder.len > 0 && folder.at[folder.len - 1] != '/')
            folder.len--;
    }
    return arena_join(arena, folder, relative);
}

static KnownDocument *find_document(KnownDocument *list, Slice uri)
{
    while (list && !slice_equal(list->uri, uri))
        list = list->next;
    return list;
}

static const Tree *give_document(void *context, Slice uri, Fault *fault)
{
    Scene *scene = context;
    KnownDocument *known = find_document(scene->documents, uri);
    Slice path = known ? known->path : uri;
    if (slice_starts(path, S("file://")))
        path = slice_part(path, 7, SIZE_MAX);
    bool is_inside = slice_starts(path, scene->suite->directory);
    const Tree *tree = known && known->tree ? known->tree
                       : is_inside          ? suite_read(scene->suite, path, uri)
                                            : NULL;
    if (tree && known)
        known->tree = tree;
    if (!tree) {
        fault->kind = FAULT_DYNAMIC;
        snprintf(fault->code, sizeof fault->code, "FODC0002");
        snprintf(fault->text, sizeof fault->text, "no such document");
    }
    return tree;
}

static bool give_text(void *context, Slice uri, Slice encoding, Slice *text, Fault *fault)
{
    Scene *scene = context;
    (void)encoding;
    KnownDocument *known = find_document(scene->documents, uri);
    Slice path = known ? known->path : uri;
    if (slice_starts(path, S("file://")))
        path = slice_part(path, 7, SIZE_MAX);
    Faults *faults = arena_array(scene->arena, Faults, 1);
    if (slice_starts(path, scene->suite->directory) &&
        file_read(scene->arena, arena_c_string(scene->arena, path), 1 << 24, text, faults))
        return true;
    fault->kind = FAULT_DYNAMIC;
    snprintf(fault->code, sizeof fault->code, "FOUT1170");
    snprintf(fault->text, sizeof fault->text, "no such text");
    return false;
}

static Seq give_collection(void *context, Slice uri, Fault *fault)
{
    Scene *scene = context;
    for (KnownCollection *at = scene->collections; at; at = at->next)
        if (slice_equal(at->uri, uri))
            return at->nodes;
    fault->kind = FAULT_DYNAMIC;
    snprintf(fault->code, sizeof fault->code, uri.len ? "FODC0004" : "FODC0002");
    snprintf(fault->text, sizeof fault->text, "no such collection");
    return SEQ_EMPTY;
}

// ---- Expressions ----

static Namespaces *add_namespace(Arena *arena, const Namespaces *outer, Slice prefix, Slice uri)
{
    Namespaces *made = arena_array(arena, Namespaces, 1);
    *made = (Namespaces){prefix, uri, outer};
    return made;
}

static void bind(Scene *scene, Slice name, Seq value)
{
    Arena *arena = scene->arena;
    Slice uri = S(""), local = name;
    size_t colon = slice_find(name, S(":"));
    if (colon != SIZE_MAX) {
        Slice prefix = slice_part(name, 0, colon);
        local = slice_part(name, colon + 1, SIZE_MAX);
        for (const Namespaces *at = scene->context.namespaces; at; at = at->outer)
            if (slice_equal(at->prefix, prefix))
                uri = at->uri;
    }
    Binding *binding = arena_array(arena, Binding, 1);
    *binding = (Binding){scene->bindings, arena_array(arena, Variable, 1), value};
    binding->variable->uri = uri;
    binding->variable->local = local;
    scene->bindings = binding;
}

typedef struct Run {
    Scene *scene;
    Slice text;
    unsigned language;
    const Binding *result;
    Eval *eval;
    Seq value;
    Faults *faults;
} Run;

static void bind_external(Run *run, StaticContext *context, const Binding *binding, Binding **bound)
{
    Arena *arena = run->scene->arena;
    Scope *scope = arena_array(arena, Scope, 1);
    Variable *variable =
        program_external(context->program, binding->variable->uri, binding->variable->local);
    *scope = (Scope){variable, context->variables};
    context->variables = scope;
    Binding *made = arena_array(arena, Binding, 1);
    *made = (Binding){*bound, variable, binding->value};
    *bound = made;
}

static bool run_expression(void *context)
{
    Run *run = context;
    Scene *scene = run->scene;
    Arena *arena = scene->arena;
    StaticContext statics = scene->context;
    statics.program = program_new(arena);
    statics.language = run->language;
    Binding *bound = NULL;
    for (Binding *at = scene->bindings; at; at = at->next)
        bind_external(run, &statics, at, &bound);
    for (const Binding *at = run->result; at; at = at->next)
        bind_external(run, &statics, at, &bound);
    Source *source = arena_array(arena, Source, 1);
    *source = (Source){run->text, NULL, 1, 1};
    Expr *expr = xpath_compile(&statics, source, run->faults);
    if (!expr)
        return false;
    run->eval = eval_new(scene->suite->guard, arena, statics.program, scene->suite->vocabulary,
                         &scene->environment);
    eval_set_document(run->eval, scene->tree);
    if (scene->has_item) {
        run->eval->item = scene->item;
        run->eval->has_item = true;
        run->eval->position = run->eval->last = 1;
    } else if (!scene->tree) {
        run->eval->has_item = false;
    }
    for (Binding *at = bound; at; at = at->next)
        eval_set_external(run->eval, at->variable, at->value);
    run->value = xpath_items(run->eval, expr);
    return true;
}

Outcome scene_run(Scene *scene, Slice text, unsigned language, const Binding *result)
{
    Faults *faults = arena_array(scene->arena, Faults, 1);
    Run run = {scene, text, language, result, NULL, SEQ_EMPTY, faults};
    Outcome outcome = {0};
    outcome.is_error = !guard_run(scene->suite->guard, run_expression, &run, faults);
    outcome.value = run.value;
    outcome.eval = run.eval;
    if (outcome.is_error && faults->count > 0) {
        const Fault *fault = &faults->list[faults->count - 1];
        // An implementation's limit has a code of its own in the standard.
        bool is_limit = fault->kind == FAULT_LIMIT && !fault->code[0];
        snprintf(outcome.code, sizeof outcome.code, "%s", is_limit ? "XPDY0130" : fault->code);
        snprintf(outcome.text, sizeof outcome.text, "%s", fault->text);
    }
    return outcome;
}

// ---- Environments ----

static void add_source(Scene *scene, const SuiteFile *file, NodeId node)
{
    Suite *suite = scene->suite;
    Arena *arena = scene->arena;
    const Tree *tree = file->tree;
    if (has_attribute(tree, node, "validation"))
        scene->skip = "validated source";
    Slice path = join_path(arena, file->folder, attribute_of(tree, node, "file"));
    Slice uri = attribute_of(tree, node, "uri");
    if (uri.len == 0)
        uri = file_uri(arena, path);
    KnownDocument *known = arena_array(arena, KnownDocument, 1);
    *known = (KnownDocument){.next = scene->documents, .uri = uri, .path = path};
    scene->documents = known;
    Slice role = attribute_of(tree, node, "role");
    if (role.len == 0)
        return;
    known->tree = suite_read(suite, path, uri);
    if (!known->tree) {
        scene->skip = "source not readable";
        return;
    }
    if (slice_equal(role, S(".")))
        scene->tree = known->tree;
    else
        bind(scene, slice_part(role, 1, SIZE_MAX), seq_one(arena, item_node(known->tree, 0)));
}

static void add_resource(Scene *scene, const SuiteFile *file, NodeId node)
{
    KnownDocument *known = arena_array(scene->arena, KnownDocument, 1);
    *known = (KnownDocument){
        .next = scene->documents,
        .uri = attribute_of(file->tree, node, "uri"),
        .path = join_path(scene->arena, file->folder, attribute_of(file->tree, node, "file"))};
    scene->documents = known;
}

static void add_collection(Scene *scene, const SuiteFile *file, NodeId node)
{
    const Tree *tree = file->tree;
    Item *items = arena_array(scene->arena, Item, 100);
    size_t count = 0;
    for (NodeId at = child_named(tree, node, "source"); at != NODE_NONE && count < 100;
         at = next_named(tree, at, "source")) {
        Slice path = join_path(scene->arena, file->folder, attribute_of(tree, at, "file"));
        Slice uri = attribute_of(tree, at, "uri");
        const Tree *read =
            suite_read(scene->suite, path, uri.len ? uri : file_uri(scene->arena, path));
        if (read)
            items[count++] = item_node(read, 0);
    }
    KnownCollection *known = arena_array(scene->arena, KnownCollection, 1);
    *known = (KnownCollection){scene->collections, attribute_of(tree, node, "uri"), {items, count}};
    scene->collections = known;
}

static void add_parameter(Scene *scene, const SuiteFile *file, NodeId node)
{
    Outcome value =
        scene_run(scene, attribute_of(file->tree, node, "select"), LANGUAGE_XPATH2, NULL);
    if (value.is_error)
        scene->skip = "parameter not computable";
    bind(scene, attribute_of(file->tree, node, "name"), value.value);
}

static void add_namespaces(Scene *scene, const SuiteFile *file, NodeId environment)
{
    const Tree *tree = file->tree;
    for (NodeId at = child_named(tree, environment, "namespace"); at != NODE_NONE;
         at = next_named(tree, at, "namespace")) {
        Slice prefix = attribute_of(tree, at, "prefix"), uri = attribute_of(tree, at, "uri");
        if (prefix.len == 0)
            scene->context.element_namespace = uri;
        else
            scene->context.namespaces =
                add_namespace(scene->arena, scene->context.namespaces, prefix, uri);
    }
}

static void read_environment(Scene *scene, const SuiteFile *file, NodeId environment)
{
    const Tree *tree = file->tree;
    add_namespaces(scene, file, environment);
    for (NodeId at = tree_first_child(tree, environment); at != NODE_NONE;
         at = tree_next_sibling(tree, at)) {
        if (node_is(tree, at, "source"))
            add_source(scene, file, at);
        else if (node_is(tree, at, "resource"))
            add_resource(scene, file, at);
        else if (node_is(tree, at, "collection"))
            add_collection(scene, file, at);
        else if (node_is(tree, at, "static-base-uri"))
            scene->context.base_uri = attribute_of(tree, at, "uri");
        else if (node_is(tree, at, "collation") &&
                 slice_equal(attribute_of(tree, at, "default"), S("true")))
            scene->context.collation = attribute_of(tree, at, "uri");
        else if (node_is(tree, at, "schema"))
            scene->skip = "schema";
        else if (node_is(tree, at, "decimal-format"))
            scene->skip = "decimal formats";
    }
    for (NodeId at = child_named(tree, environment, "param"); at != NODE_NONE;
         at = next_named(tree, at, "param"))
        add_parameter(scene, file, at);
    NodeId item = child_named(tree, environment, "context-item");
    if (item != NODE_NONE) {
        Outcome value = scene_run(scene, attribute_of(tree, item, "select"), LANGUAGE_XPATH2, NULL);
        scene->has_item = value.value.count == 1;
        if (scene->has_item)
            scene->item = value.value.items[0];
        else
            scene->skip = "context item not computable";
    }
}

static NodeId find_environment(const SuiteFile *file, Slice name)
{
    NodeId root = tree_first_child(file->tree, 0);
    while (root != NODE_NONE && tree_kind(file->tree, root) != NODE_ELEMENT)
        root = tree_next_sibling(file->tree, root);
    for (NodeId at = child_named(file->tree, root, "environment"); at != NODE_NONE;
         at = next_named(file->tree, at, "environment"))
        if (slice_equal(attribute_of(file->tree, at, "name"), name))
            return at;
    return NODE_NONE;
}

void scene_set(Scene *scene, Suite *suite, Arena *arena, NodeId test_case)
{
    *scene = (Scene){.suite = suite, .arena = arena};
    scene->environment = (Environment){.document = give_document,
                                       .text = give_text,
                                       .collection = give_collection,
                                       .context = scene,
                                       .steps_max = 2000000000,
                                       .memory_max = (size_t)1 << 30};
    scene->context = (StaticContext){.arena = arena, .base_uri = suite->set.tree->base_uri};
    const Tree *tree = suite->set.tree;
    for (NodeId at = child_named(tree, test_case, "environment"); at != NODE_NONE;
         at = next_named(tree, at, "environment")) {
        Slice reference = attribute_of(tree, at, "ref");
        if (reference.len == 0) {
            read_environment(scene, &suite->set, at);
            continue;
        }
        NodeId found = find_environment(&suite->set, reference);
        if (found != NODE_NONE) {
            read_environment(scene, &suite->set, found);
            continue;
        }
        found = find_environment(&suite->catalog, reference);
        if (found != NODE_NONE)
            read_environment(scene, &suite->catalog, found);
        else
            scene->skip = "unknown environment";
    }
}

Slice case_text(Suite *suite, Arena *arena, NodeId test_case, bool *found)
{
    const Tree *tree = suite->set.tree;
    NodeId test = child_named(tree, test_case, "test");
    *found = test != NODE_NONE;
    if (!*found)
        return S("");
    if (!has_attribute(tree, test, "file"))
        return tree_string(tree, test, arena);
    Slice path = join_path(arena, suite->set.folder, attribute_of(tree, test, "file")), text;
    Faults *faults = arena_array(arena, Faults, 1);
    *found = file_read(arena, arena_c_string(arena, path), 1 << 24, &text, faults);
    return *found ? text : S("");
}
