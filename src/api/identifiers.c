// SPDX-License-Identifier: Apache-2.0
// Registration numbers where they stand in trade documents: a mistyped one is remarked.
//
//     places (names) ─► paths of the vocabulary, each looked at once ─► nodes of this document ─►
//     remarks
//
// A remark is a warning and says nothing of the verdict: a number that is no company's is the
// sender's business, and the rule sets of a country know better what it must have.

#include "api/identifiers.h"

#include "api/structure.h"
#include "codes/identifiers.h"

enum { PATHS_MAX = 4096 }; // of hostile documents; real ones have some 20 such places

// UBL, CII, and content in JSON. An empty parent: whatever it stands in.
typedef struct PlaceRow {
    Slice local, parent;
} PlaceRow;

static const PlaceRow places[] = {
    {S_INIT("CompanyID"), S_INIT("PartyTaxScheme")},
    {S_INIT("CompanyID"), S_INIT("PartyLegalEntity")},
    {S_INIT("ID"), S_INIT("PartyIdentification")},
    {S_INIT("EndpointID"), S_INIT("Party")},
    {S_INIT("ID"), S_INIT("SpecifiedTaxRegistration")},
    {S_INIT("ID"), S_INIT("SpecifiedLegalOrganization")},
    {S_INIT("GlobalID"), S_INIT("")},
    {S_INIT("vatId"), S_INIT("")},
    {S_INIT("taxRegistrationId"), S_INIT("")},
    {S_INIT("id"), S_INIT("legalRegistration")},
};

// ISO 6523: codes of identification schemes, as @schemeID has them.
typedef struct SchemeRow {
    Slice icd;
    const char *scheme;
} SchemeRow;

static const SchemeRow icd_rows[] = {
    {S_INIT("0188"), "jp-corporate-number"},
    {S_INIT("0221"), "jp-invoice-issuer"},
};

// Whose shape nobody else has at such places.
static const char *const told_by_shape[] = {"jp-invoice-issuer", "cn-uscc"};

static const SchemaText mistyped = {
    {"{1}: \"{2}\" is mistyped, for its check character does not fit; were all others right, it "
     "would be {3} ({4})",
     "{1}「{2}」は検査文字が合わず、誤記です。他の文字が正しければ {3} です（{4}）",
     "{1}“{2}”的校验码不符，录入有误；若其余字符正确，应为 {3}（{4}）"}};
static const SchemaText malformed = {
    {"\"{2}\" is no {1}, though its scheme says so; correct the number or the scheme ({4})",
     "「{2}」は{1}の形ではありません。番号か体系を直してください（{4}）",
     "“{2}”不符合{1}的格式；请更正号码或其体系代码（{4}）"}};

// ---- Places ----

static bool is_place(const Vocabulary *vocabulary, PathId id)
{
    const Path *path = &vocabulary_paths(vocabulary)[id];
    if (path->kind != NODE_ELEMENT || path->parent == PATH_NONE)
        return false;
    const Name *names = vocabulary_names(vocabulary);
    NameId above = vocabulary_paths(vocabulary)[path->parent].name;
    Slice local = names[path->name].local, parent = above != NAME_NONE ? names[above].local : S("");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (slice_equal(local, places[i].local) &&
            (places[i].parent.len == 0 || slice_equal(parent, places[i].parent)))
            return true;
    return false;
}

// Paths that came since the last document.
static void learn_paths(MadoChecker *checker)
{
    IdentifierPlaces *it = &checker->identifiers;
    size_t count = vocabulary_path_count(checker->vocabulary);
    for (; it->seen < count; it->seen++) {
        if (it->count == PATHS_MAX || !is_place(checker->vocabulary, (PathId)it->seen))
            continue;
        if (it->count == it->room) {
            size_t room = it->room * 2 + 32;
            it->paths = arena_resize(checker->home, it->paths, it->room * sizeof *it->paths,
                                     room * sizeof *it->paths);
            it->room = room;
        }
        it->paths[it->count++] = (PathId)it->seen;
    }
}

// ---- Numbers ----

static Slice text_of(const Tree *tree, NodeId node, Arena *arena)
{
    return slice_trim(tree_string(tree, node, arena));
}

// @schemeID, or in JSON the member schemeId beside it.
static Slice scheme_said(const Tree *tree, NodeId node, Arena *arena)
{
    for (NodeId at = node + 1; at < tree->count && tree_kind(tree, at) == NODE_ATTRIBUTE; at++)
        if (slice_equal(tree_name(tree, at)->local, S("schemeID")))
            return text_of(tree, at, arena);
    NodeId beside =
        tree->json != NULL ? tree_first_child(tree, tree_parent(tree, node)) : NODE_NONE;
    for (; beside != NODE_NONE; beside = tree_next_sibling(tree, beside))
        if (tree_kind(tree, beside) == NODE_ELEMENT &&
            slice_equal(tree_name(tree, beside)->local, S("schemeId")))
            return text_of(tree, beside, arena);
    return S("");
}

static void remark(MadoChecker *checker, SchemaFindings *findings, NodeId node,
                   const IdentifierScheme *scheme, const SchemaText *text, Slice value, Slice right)
{
    SchemaLanguage language = schema_language(slice_of(checker->language));
    SchemaFinding finding = {
        .node = node,
        .clause = slice_of(scheme->name),
        .text = text,
        .arguments = {slice_of(scheme->title[language]), arena_copy(findings->arena, value),
                      arena_copy(findings->arena, right), slice_of(scheme->source)}};
    schema_find(findings, &finding);
}

static void check_number(MadoChecker *checker, const Tree *tree, NodeId node,
                         SchemaFindings *findings)
{
    char room[IDENTIFIER_MAX], right[IDENTIFIER_MAX];
    Slice value = text_of(tree, node, checker->scratch),
          said = scheme_said(tree, node, checker->scratch);
    Slice bare = identifier_strip(value, room);
    for (size_t i = 0; i < sizeof icd_rows / sizeof *icd_rows; i++) {
        if (!slice_equal(said, icd_rows[i].icd))
            continue;
        const IdentifierScheme *scheme = identifier_scheme(slice_of(icd_rows[i].scheme));
        IdentifierVerdict verdict = identifier_verify(scheme, bare, right);
        if (verdict == IDENTIFIER_MALFORMED)
            remark(checker, findings, node, scheme, &malformed, value, S(""));
        else if (verdict == IDENTIFIER_MISTYPED)
            remark(checker, findings, node, scheme, &mistyped, value, (Slice){right, bare.len});
        return;
    }
    for (size_t i = 0; i < sizeof told_by_shape / sizeof *told_by_shape; i++) {
        const IdentifierScheme *scheme = identifier_scheme(slice_of(told_by_shape[i]));
        if (identifier_verify(scheme, bare, right) == IDENTIFIER_MISTYPED)
            remark(checker, findings, node, scheme, &mistyped, value, (Slice){right, bare.len});
    }
}

// ---- Documents ----

bool check_identifiers(MadoChecker *checker, const Tree *tree, AccountSet *set)
{
    learn_paths(checker);
    SchemaFindings *findings = NULL;
    for (size_t i = 0; i < checker->identifiers.count; i++) {
        PathId path = checker->identifiers.paths[i];
        if (tree_path_count(tree, path) == 0)
            continue;
        if (findings == NULL)
            findings = structure_account(checker->document, tree,
                                         schema_language(slice_of(checker->language)), set);
        NodeList nodes = tree_path_nodes(tree, path);
        for (size_t n = 0; n < nodes.count; n++)
            check_number(checker, tree, nodes.at[n], findings);
    }
    if (findings == NULL || findings->kept == 0)
        return false;
    structure_remark(checker->document, set);
    set->name = S("Identifiers");
    set->title = S("check characters of registration numbers");
    return true;
}
