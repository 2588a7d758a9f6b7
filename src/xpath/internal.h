// What the files of this room share and nobody else sees.
//
//     text ─► lex.c, parse.c ─► Expr ─► check.c (types, dependencies) ─► rewrite/ ─► plan.c ─► eval/
//                                                                                            │
//                                                 values/ and functions/ do the computing ◄──┘
#pragma once

#include "xpath/expr.h"
#include "xpath/regex.h"
#include "xpath/xpath.h"

#define NS_XS "http://www.w3.org/2001/XMLSchema"
#define NS_FN "http://www.w3.org/2005/xpath-functions"
#define NS_MATH "http://www.w3.org/2005/xpath-functions/math"
#define COLLATION_CODE_POINT "http://www.w3.org/2005/xpath-functions/collation/codepoint"

// ---- Evaluation ----

typedef struct Collation Collation;  // NULL is the code point collation

struct Eval {
    Guard *guard;
    Arena *scratch;  // whoever loops marks and releases it
    Arena *memory;   // as long as the document: memoised values, keys
    Arena *own;      // as long as the Eval: compiled regexes, collations
    const Program *program;
    const Environment *environment;

    // The focus
    Item item;
    bool has_item;
    size_t position, last;  // last is only right where the expression depends on it

    Item current;  // XSLT current()
    Seq *frame;    // local variables
    uint64_t bindings;  // how often one of them was given a value: what saw other values is out of date
    Seq group;     // current-group()
    Item grouping_key;
    bool has_group;

    const Expr *where;  // what is being evaluated, for messages: set by calls and operators that can fail
    size_t argument;    // of the call at `where` that is being converted, from 1; 0: its result
    unsigned depth;     // of user functions; limited
    uint64_t steps;     // counted by loops; limited by environment->steps_max
    struct EvalState *state;  // the evaluator's own (eval/)
    struct RegexCache *regexes;        // values/regex.c's own: patterns compiled so far, a bounded number
    struct CollationCache *collations;  // values/collation.c's own
};

// Raises a dynamic error with a W3C code, e.g. "FORG0001".
noreturn void eval_raise(Eval *eval, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

// ---- values/ (the values engineer's door) ----

const char *type_name(Type type);        // "xs:integer", "node()"
bool type_find(Slice local, Type *type); // a name of the xs namespace (TYPE_ANY_ATOMIC and list types included)
bool type_derives(Type type, Type from); // reflexive
Type type_primitive(Type type);          // xs:int → xs:decimal; untypedAtomic, string … themselves

Slice value_string(Eval *eval, Item item);          // fn:string of any item
Item value_atomize(Eval *eval, Item item);          // nodes: xs:untypedAtomic (comments, PIs, namespaces: xs:string)
Seq seq_atomize(Eval *eval, Seq seq);
double value_number(Eval *eval, Item atomic);       // fn:number: NaN where it is none

// Casting table of F&O 17. Raises FORG0001, XPTY0004, FOCA0002, FONS0004, FODT0001 ….
Item value_cast(Eval *eval, Item atomic, Type target, const Namespaces *namespaces);
bool value_castable(Eval *eval, Item atomic, Type target, const Namespaces *namespaces);

// +, -, *, div, idiv, mod over any operand types that B.2 of XPath 2.0 lists (untypedAtomic as double).
Item value_arithmetic(Eval *eval, Operation operation, Item a, Item b);
Item value_negate(Eval *eval, Item a);

// eq, ne … (untypedAtomic as string). XPTY0004 where B.2 has no row.
bool value_compare(Eval *eval, Operation operation, Item a, Item b, const Collation *collation);
// One pair of a general comparison: with untypedAtomic converted as 3.5.2 says.
bool value_general_compare(Eval *eval, Operation operation, Item a, Item b,
                           const Collation *collation);

// For hash joins, distinct-values and grouping. Two atomic items for which `eq` is true hash alike, also across
// numeric types and untypedAtomic/string/anyURI; NaN equals NaN here. Only an xs:float may equal a decimal whose hash
// is another (a float equals many decimals): who meets floats compares instead, or makes all numbers floats first.
uint64_t value_hash(Eval *eval, Item atomic, const Collation *collation);
bool value_same(Eval *eval, Item a, Item b, const Collation *collation);  // false where not comparable

bool seq_ebv(Eval *eval, Seq seq);  // effective boolean value; FORG0006

// The function conversion rules (3.1.5): atomisation, untypedAtomic → expected type, numeric and URI promotion, then
// the type must match (XPTY0004). `what` is for the message; NULL: argument eval->argument of the call eval->where.
Seq value_convert(Eval *eval, Seq seq, SequenceType type, const char *what);
bool item_matches(Eval *eval, Item item, SequenceType type);  // SequenceType matching of one item (eval/ does node tests)
bool node_test_matches(Eval *eval, Item node, const NodeTest *test);  // eval/

const Collation *collation_find(Eval *eval, Slice uri);  // FOCH0002 if unknown
int collation_compare(const Collation *collation, Slice a, Slice b);

// Regular expressions of F&O 7.6.1, translated to PCRE2 and kept in the Eval by (pattern, flags).
Regex *regex_get(Eval *eval, Slice pattern, Slice flags);

Slice double_write(double value, bool is_float, char out[40]);  // F&O 17.1.2

// ---- functions/ ----

typedef Seq FunctionBody(Eval *eval, const Seq *args, size_t count);

typedef enum FunctionFlag {
    FUNCTION_XPATH2 = 1 << 11,    // XPath 3 takes more types: there the row that follows counts
    FUNCTION_CONTEXT = 1 << 12,   // the last argument, when left out, is the context item: the parser puts `.` there
    FUNCTION_XPATH3 = 1 << 13,    // of XPath 3.x, let through in rule sets
    FUNCTION_XSLT = 1 << 14,      // of XSLT 2.0
    FUNCTION_COLLATION = 1 << 15, // the last argument, when left out, is the default collation
    // and Dependency bits
} FunctionFlag;

enum { ARGUMENTS_ANY = 255, PARAMETERS_MAX = 5 };

typedef struct Parameter {
    Type type;
    Occurrence occurs;
} Parameter;

typedef struct Function {
    const char *name;  // in NS_FN; XSLT's too
    uint8_t least, most;  // arguments; most may be ARGUMENTS_ANY (then the last parameter repeats)
    uint16_t flags;
    Parameter result;
    Parameter parameters[PARAMETERS_MAX];
    FunctionBody *body;  // arguments come converted (value_convert). NULL: the evaluator does it itself
} Function;

// A row's parameters
#define ONE(type) {type, OCCURS_ONE}
#define OPTIONAL(type) {type, OCCURS_OPTIONAL}
#define MANY(type) {type, OCCURS_MANY}
#define ANY(type) {type, OCCURS_ANY}

// The row for a name and a number of arguments, or NULL. functions/functions.c lists the families:
// strings.c numbers.c booleans.c dates.c durations… qnames.c nodes.c sequences.c aggregates.c regex.c
// context.c documents.c (doc, document, collection, doc-available, unparsed-text) xslt.c (format-number, generate-id,
// system-property, key, current) xpath3.c (path, head, tail, string-join/1, …).
// Done by the evaluator (rows with NULL body, in context.c): position, last, current, current-group,
// current-grouping-key, key, not, boolean, exists, empty, count, true, false (it also has fast ways for others).
const Function *function_find(Slice uri, Slice local, size_t arguments);
// For the message "no function … with 3 arguments": whether the name exists at all.
bool function_known(Slice uri, Slice local);
// All rows one after the other, NULL behind the last: for "is … meant?".
const Function *function_at(size_t index);

// ---- Program (program.c) ----

int32_t program_name(Program *program, Slice uri, Slice local);  // interned, from 0

// ---- parse.c, check.c, rewrite/, plan.c ----

// Static types and dependencies, bottom-up; static type errors that are certain (XPTY0004 …); false then.
bool xpath_check(StaticContext *context, Expr *expr, Faults *faults);
// The same for one node whose arguments are done: for passes that build new nodes.
void expr_infer(Expr *expr);
// Whether the value can be a number, which a predicate takes for a position.
bool expr_may_be_number(const Expr *expr);
// Whether a predicate asks where its item stands: by its value, or by position() and last().
bool expr_counts_positions(const Expr *predicate);
Expr *xpath_rewrite(StaticContext *context, Expr *expr);
void xpath_plan(StaticContext *context, Expr *expr);

const char *axis_name(Axis axis);
// The prefixes that are bound without a declaration (xml, xs, fn …).
bool prefix_is_known(Slice prefix, unsigned language, Slice *uri);

