// What the files of the map share.
//
//     .map ─► parse.c: rows and paths ─► compile.c: steps ─┬─► read.c   tree ─► content
//                                                          └─► write.c  content ─► bytes
//                                                     form.c: one value, both ways
#pragma once

#include "base/table.h"
#include "map/map.h"

enum {
    MAP_ROWS_MAX = 4000,  // the largest map has some 300
    MAP_DEPTH_MAX = 32,   // steps of a path; real ones have 8
    MAP_CODES_MAX = 1000, // of one translation
    MAP_ROOTS_MAX = 8,
    MAP_WORDS_MAX = 24,   // of a root; IFTMCS has 14 groups whose numbers change between releases
    MAP_PARTS_MAX = 99,   // of a value; EDIFACT has five
    MAP_PARTNERS_MAX = 8, // places where a partner's identifier may be
    MAP_ITEMS_MAX = 1000, // of a list that stands in one text; real ones have some 20
    MAP_LINES_MAX = 8,    // members that the lines of one text are; addresses have four
    MAP_NESTED_MAX = 8,   // parts within parts, and files that files include
};

// Where a row, or what is wrong, stands: a line of the map, and within a part that it uses or a
// file that it includes.
typedef struct MapPlace {
    unsigned line;
    Slice part, file; // empty: none
    unsigned inner;   // the line there
} MapPlace;

// " (part party, glossary/ubl.map line 12)"; empty where the line says all.
Slice map_place_note(Arena *arena, const MapPlace *place);

// ---- Paths as they are written ----

typedef struct PathName {
    Slice prefix, local;
    bool is_attribute;
} PathName;

typedef enum ConditionKind {
    CONDITION_EQUAL,
    CONDITION_UNEQUAL,
    CONDITION_EXISTS,
    CONDITION_ABSENT,
} ConditionKind;

// [cbc:ID/@schemeID!=SEPA]
typedef struct Condition {
    ConditionKind kind;
    struct StepName *path; // names of a relative path
    size_t depth;
    Slice *values; // alternatives
    size_t value_count;
    const Term *reference; // $invoiceCurrencyCode: its value, in place of `values`
} Condition;

// ---- Forms: how a value is written in a syntax ----

typedef enum FormKind {
    FORM_TEXT,   // as it is
    FORM_TRIM,   // without white space around it
    FORM_NUMBER, // a decimal, as it was written
    FORM_SHORT,  // a decimal in its shortest form: 25 for 25.0
    FORM_DIGITS, // a whole number of a fixed width: 023
    FORM_DATE,   // by a pattern of YYYY, MM, DD; with hhmm behind it, the time is another member's
    FORM_TIME,   // of day: 15:30 for 15:30:00
    FORM_CODES,  // translated
    FORM_MARKED, // "#AAI#text": a code and a text in one
    FORM_LINES,  // a text whose lines are a term and members beside it
    FORM_KIND_END,
} FormKind;

typedef struct CodePair {
    Slice content, syntax;
} CodePair;

typedef struct FormAttribute {
    PathName name;
    Slice value;     // a constant, or
    Slice reference; // the path of a term
} FormAttribute;

typedef struct Form {
    Slice name;
    FormKind kind;
    Slice pattern; // of a date; of digits their number, as 999
    Slice partner; // FORM_MARKED: the member that has the code; of a date that which has the time
    Slice members[MAP_LINES_MAX]; // FORM_LINES: what the lines after the first are
    size_t member_count;
    const CodePair *codes;
    size_t code_count;
    const FormAttribute *attributes;
    size_t attribute_count;
} Form;

// What a value is in content; false where it is not of the form. *left: how many of its last bytes
// have no place there. The result may lie in `arena`.
bool form_read(const Form *form, TermKind kind, Arena *arena, Slice value, Slice *result,
               size_t *left);
// What a content's value is in the syntax; false where the form cannot say it.
bool form_write(const Form *form, Arena *arena, Slice value, Slice *result);

// "202611211530" of a form that has a time: what stands for the date is left in `value`, and the
// time is 15:30. False where the value has no such time.
bool form_cut_time(const Form *form, Arena *arena, Slice *value, Slice *time);
// The way back: 20261121 and 15:30. False where the time is none.
bool form_add_time(Arena *arena, Slice date, Slice time, Slice *result);

// ---- Steps: the tree that the rows make ----

typedef struct StepName {
    Slice uri, local, shown; // shown: with the map's prefix, as it is written
    bool is_attribute;
} StepName;

typedef enum StepKind {
    STEP_INNER,    // has only what is below it
    STEP_VALUE,    // a term's value
    STEP_CONSTANT, // 'VAT'
    STEP_COPY,     // the value of another term, as =invoiceCurrencyCode
    STEP_IGNORED,  // ~ : read over
    STEP_COUNT,    // #S_ : how many elements of such names were written
    STEP_PART,     // where a value goes on that is longer than its first place
} StepKind;

// Whether a term has a value, or one of these.
typedef struct Ask {
    const Term *term; // NULL: nothing is asked
    Slice *values;
    size_t value_count; // 0: any
} Ask;

typedef struct Step Step;
struct Step {
    StepName name;
    Slice key; // the path step as it was written: equal keys, one step
    StepKind kind;
    const Condition *conditions;
    size_t condition_count;
    const Term *list; // starred: each element is an item of this list; NULL for others
    bool or_once; // of a starred step: without items it is written once, for what does not belong
                  // to items
    bool first_only;     // written in the first item of the list only
    bool read_only;      // never written
    bool is_filler;      // neither it nor anything below it takes a value from content
    bool is_always;      // written even where nothing real is in it
    bool is_repeated;    // of a value: each of its lines has an element of its own,
    const Step *line_of; // which is this one: once for each line of that step's value
    Ask with, without;   // written only where it holds, or doesn't
    const Term *unless;  // a value that is the same as this says nothing
    bool unless_beside;  // it is of the same item, else of the whole document
    Slice like, unlike;  // … and only values of such a shape: A a letter, 9 a digit, * anything
    const Term *context; // the list (or root) in whose items what is below lies
    const Term *term;    // of a value or copy
    unsigned up;         // from the context's item to the one that has the term
    const Form *form;
    const Term *partner; // of a form that has one
    const Term **beside; // FORM_LINES: as many as the form has members
    Slice mark;          // items=+: the list's items stand in one text, each begins with this
    // taxes[categoryCode=E|AE].exemptionReason: the term is of the first item that this chooses.
    const Term *chosen_list, *chosen_by;
    Slice *chosen_values;
    size_t chosen_count;
    Slice constant;   // what is written; of a count the beginning of the names
    Slice *constants; // what may be read
    size_t constant_count;
    unsigned parts;    // how many places the value may fill: this one and the steps of STEP_PART
                       // behind it; 0: one
    const Step *whole; // of STEP_PART: the first
    Slice fallback;    // default=: what is written where there is no value, and read over
    const Term *fallback_term; // default=$unitCode: the value of a term of the same item
    bool counts_items;         // default=#: the item's number in its list
    Step *parent, *first, *next;
    uint32_t number; // among all steps of the map
};

typedef struct Root {
    StepName name;
    const Condition *conditions; // that hold of a document for which the root is meant
    size_t condition_count;
    Step *step;
    const Term *when; // chosen for writing where this term has one of the values; NULL: always
    Slice *values;
    size_t value_count;
} Root;

typedef struct Namespace {
    Slice prefix, uri;
} Namespace;

// From which terms an interchange's sender or recipient is taken: the first that has a value.
typedef struct Partner {
    const Form *qualifiers; // code 0007 of the identifier's scheme
    const Term *ids[MAP_PARTNERS_MAX], *schemes[MAP_PARTNERS_MAX]; // NULL: it has none
    size_t count;
} Partner;

struct MapHead {
    Slice name;
    Namespace *namespaces;
    size_t namespace_count;
    Root roots[MAP_ROOTS_MAX];
    size_t root_count;
};

struct Map {
    MapHead head;
    const Model *model;
    size_t step_count;
    Partner sender, recipient; // of an interchange; count 0: the syntax has none
    const bool *has_row;       // by slot and list: see compile.c
};

// ---- parse.c ----

// A step of a path.
typedef struct PathStep {
    PathName name;
    Slice text; // the whole step without its star
    Slice conditions[4];
    size_t condition_count;
    bool is_starred;
} PathStep;

typedef struct RootLine {
    MapPlace place;
    PathStep step;                 // its name, and conditions
    Slice prefix_uri;              // namespace of the root element
    Slice when;                    // "typeCode=381|396"; empty
    PathName words[MAP_WORDS_MAX]; // prefix: the word, local: what it stands for
    size_t word_count;
} RootLine;

// sender FORM PATH@SCHEME…
typedef struct PartnerLine {
    MapPlace place;
    Slice form;
    Slice paths[MAP_PARTNERS_MAX];
    size_t count;
} PartnerLine;

typedef enum RowKind {
    ROW_TERM,    // TERM CONTENT PATH
    ROW_SECTION, // in PATH CONTENT
    ROW_ENTER,   // use PART PATH CONTENT: the rows of the part follow,
    ROW_LEAVE,   // and end here
} RowKind;

typedef struct Row {
    MapPlace place;
    RowKind kind;
    Slice number, content, path, form, fallback, only;
    Slice with, without, like, unlike, unless, parts, mark;
    bool or_once, first_only, read_only, is_always, is_repeated;
} Row;

typedef struct MapText {
    Slice name;
    Namespace *namespaces;
    size_t namespace_count;
    RootLine *roots;
    size_t root_count;
    Form *forms;
    size_t form_count;
    PartnerLine sender, recipient;
    Row *rows;
    size_t row_count;
} MapText;

// `only_head`: what stands before the first part or row.
bool map_parse(Arena *arena, Slice text, const MapFiles *files, bool only_head, MapText *result,
               Faults *faults);

// One step of a path: takes it off `*rest`. The condition texts are left as they are.
bool path_step_parse(Slice *rest, PathStep *step, const char **wrong);
bool path_name_parse(Slice text, PathName *name);

// ---- lengths.c ----

// How long a step's values may be; 0 where that is not said.
typedef struct StepLength {
    uint16_t most; // characters; of a number its digits
    bool is_number;
    const struct MtItem *item; // of SWIFT MT: the format of the place; NULL: none
} StepLength;

struct MapLengths {
    StepLength *steps; // by Step.number
};

// Whether a value fits in; else why not. Of SWIFT MT, `*value` is cut into lines for it.
bool length_fits(Arena *arena, const StepLength *length, Slice *value, LossKind *why);

// ---- lines.c ----

// A text cut at blanks into lines of `most` characters; its own line ends stay.
Slice lines_cut(Arena *arena, Slice text, size_t most);
// The way back: lines are joined by a blank where the next word would not have fitted any more, and
// no new paragraph or point of a list begins.
Slice lines_join(Arena *arena, Slice text, size_t most);

// Cuts a text into pieces of `most` characters, at blanks where `room` pieces suffice for it. False
// where something is left over even so.
bool pieces_cut(Slice text, size_t most, Slice *pieces, size_t room, size_t *count);
// The way back: `before` ends with `last`, and `piece` follows. A full piece goes on in the next
// without a blank, another has lost one.
Slice pieces_join(Arena *arena, Slice before, Slice last, size_t most, Slice piece);

// ---- losses.c ----

void loss_add_node(Losses *losses, LossKind kind, const Tree *tree, NodeId node, const Term *term);
void loss_add_term(Losses *losses, LossKind kind, const ContentItem *item, const Term *term,
                   Slice value);
// Of a cell: the place is "Sheet 'Lines', cell C7".
void loss_add_cell(Losses *losses, LossKind kind, Slice place, const Term *term, Slice value);
