// The expression tree: what the parser makes, the checker annotates, the optimiser rewrites and the
// evaluator runs. One tree for all four; there is no second form.
#pragma once

#include "xpath/item.h"

typedef enum Occurrence {  // bits: may be none, may be one, may be many
    OCCURS_NONE = 1,       // exactly none
    OCCURS_ONE = 2,
    OCCURS_OPTIONAL = 3,    // ?
    OCCURS_MANY = 6,        // +
    OCCURS_ANY = 7,         // *
} Occurrence;

typedef enum Axis {
    AXIS_CHILD,
    AXIS_DESCENDANT,
    AXIS_ATTRIBUTE,
    AXIS_SELF,
    AXIS_DESCENDANT_OR_SELF,
    AXIS_FOLLOWING_SIBLING,
    AXIS_FOLLOWING,
    AXIS_NAMESPACE,
    AXIS_PARENT,  // from here on in reverse document order
    AXIS_ANCESTOR,
    AXIS_PRECEDING_SIBLING,
    AXIS_PRECEDING,
    AXIS_ANCESTOR_OR_SELF,
    AXIS_END
} Axis;

typedef enum NodeTestKind {
    TEST_NODE,  // node()
    TEST_DOCUMENT,
    TEST_ELEMENT,
    TEST_ATTRIBUTE,
    TEST_TEXT,
    TEST_COMMENT,
    TEST_PI,
    TEST_NAMESPACE,  // XPath 3.0 namespace-node()
    TEST_NONE,       // matches nothing: schema-element() and the like, or an impossible axis
} NodeTestKind;

// A name test is TEST_ELEMENT or TEST_ATTRIBUTE (the axis's principal kind) with names. `name` is an index into
// the program's names when both parts are given; wildcards are told by any_uri and any_local.
typedef struct NodeTest {
    NodeTestKind kind;
    bool any_uri, any_local;  // both for kinds without a name
    Slice uri, local;         // local: the target for TEST_PI
    int32_t name;             // program_name(uri, local); -1 where there is a wildcard
    Type content;             // TYPE_ANY_TYPE; or the type named in element(n, T), attribute(n, T)
    const struct NodeTest *document_element;  // document-node(element(…))
} NodeTest;

typedef struct SequenceType {
    Type item;  // TYPE_ANY_NODE with `test` for node kinds; TYPE_EMPTY for empty-sequence()
    Occurrence occurs;
    const NodeTest *test;  // NULL: any
} SequenceType;

typedef enum ExprKind {
    EXPR_LITERAL,       // literal: a single atomic value; args none
    EXPR_SEQUENCE,      // args: the parts; () has none
    EXPR_VARIABLE,      // variable
    EXPR_CONTEXT_ITEM,  // .
    EXPR_CURRENT,       // XSLT current(): the node the rule was matched at
    EXPR_ROOT,          // a leading /: root(self::node()) treat as document-node()
    EXPR_STEP,          // axis::test from the context node; predicates are EXPR_FILTER around it (see below)
    EXPR_PATH,          // args[0] / args[1]
    EXPR_MAP,           // args[0] ! args[1] (XPath 3.0; also xsl:for-each)
    EXPR_FILTER,        // args[0] [args[1]]; positions count along the axis if args[0] is a step of a
                        // reverse axis or a filter of one (is_reverse)
    EXPR_OR,            // args[0], args[1]
    EXPR_AND,
    EXPR_VALUE_COMPARE,    // operation: eq …
    EXPR_GENERAL_COMPARE,  // operation: = …
    EXPR_NODE_IS,
    EXPR_NODE_BEFORE,
    EXPR_NODE_AFTER,
    EXPR_RANGE,
    EXPR_ARITHMETIC,  // operation
    EXPR_NEGATE,
    EXPR_PLUS,  // unary plus: checks that it is a number
    EXPR_UNION,
    EXPR_INTERSECT,
    EXPR_EXCEPT,
    EXPR_INSTANCE_OF,  // target
    EXPR_TREAT,        // target
    EXPR_CASTABLE,     // target (atomic, ONE or OPTIONAL)
    EXPR_CAST,         // target; constructor functions such as xs:date(x) become this (OPTIONAL)
    EXPR_FOR,          // variable, args[0] in, args[1] return
    EXPR_LET,          // variable, args[0] value, args[1] return
    EXPR_SOME,         // variable, args[0] in, args[1] satisfies
    EXPR_EVERY,
    EXPR_IF,         // args: condition, then, else
    EXPR_CALL,       // function, args: already as many as the function's row asks for
    EXPR_CALL_USER,  // user_function (xsl:function)
    EXPR_TEXT,       // xsl:value-of, xsl:text: args[0] atomised, joined by args[1]: a text node's value as
                     // xs:untypedAtomic
    EXPR_GROUP,      // xsl:for-each-group: args[0] select, args[1] group-by, args[2] body
    EXPR_CURRENT_GROUP,
    EXPR_CURRENT_GROUPING_KEY,
    // Made by rewrite/ only:
    EXPR_WALK,    // downward steps by name from the context node, from / or from args[0]: plan is a Walk
    EXPR_MEMO,    // args[0], remembered: plan is a Memo
    EXPR_LOOKUP,  // args[0][args[1] = args[2]] by a hash table: plan is a Lookup
    EXPR_END
} ExprKind;

typedef enum Operation {
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_INTEGER_DIVIDE,
    OP_MODULO,
} Operation;

// What the value of an expression depends on besides its constants (set by check.c, bottom-up).
typedef enum Dependency {
    DEPENDS_ITEM = 1 << 0,      // the context item
    DEPENDS_POSITION = 1 << 1,  // position()
    DEPENDS_LAST = 1 << 2,      // last()
    DEPENDS_CURRENT = 1 << 3,   // current()
    DEPENDS_LOCAL = 1 << 4,     // local variables that the expression does not bind itself
    DEPENDS_GLOBAL = 1 << 5,    // variables of the program (schema, pattern or rule lets)
    DEPENDS_DOCUMENT = 1 << 6,  // the tree of the context item (a leading /), not which node of it
    DEPENDS_GROUP = 1 << 7,     // current-group(), current-grouping-key()
    DEPENDS_WORLD = 1 << 8,     // doc(), collection(), current-dateTime(), implicit timezone: constant in a run
} Dependency;

typedef enum VariableKind {
    VARIABLE_LOCAL,      // for, some, every, let, parameters of functions: in the frame
    VARIABLE_GLOBAL,     // lets and params of a schema, globals of a stylesheet: evaluated when first asked for
    VARIABLE_EXTERNAL,   // given by the caller
} VariableKind;

typedef enum GlobalScope {
    GLOBAL_DOCUMENT,  // once per document, with its document node as context item
    GLOBAL_CONTEXT,   // once per context node (eval_set_context), with that as context item: a rule's lets
} GlobalScope;

typedef struct Variable {
    Slice uri, local;
    VariableKind kind;
    GlobalScope scope;    // GLOBAL
    uint32_t slot;        // LOCAL: place in the frame; else: place among the program's globals
    SequenceType type;    // declared or inferred
    struct Expr *value;   // GLOBAL: its definition; others NULL
    bool has_type;        // GLOBAL, parameters: declared `as`: the value is converted by the function conversion rules
    uint32_t uses;        // how often it is named (check.c)
} Variable;

typedef struct UserFunction {
    Slice uri, local;
    size_t arity;
    Variable **parameters;  // LOCAL, slots 0 … arity-1
    bool has_result_type;
    SequenceType result;
    struct Expr *body;    // NULL until all signatures are known
    uint32_t frame_size;
} UserFunction;

// Where an expression was written, for messages.
typedef struct Source {
    Slice text;            // the whole expression
    const char *file;      // or NULL
    unsigned line, column; // of its first character in the file (from 1), 0 if unknown
} Source;

// What else a function may need of the place where it was called (eval->where->statics).
typedef struct Statics {
    Slice base_uri;   // empty if unknown
    Slice collation;  // the default collation; empty: code points
    unsigned language;  // Language bits
} Statics;

enum { EXPR_HEIGHT_MAX = 1500 };  // recursion over a tree stays within the stack; rule sets stay under 100

typedef struct Expr Expr;
struct Expr {
    uint8_t kind;  // ExprKind
    uint8_t operation;
    uint8_t axis;
    bool is_reverse;  // FILTER: see above
    uint16_t depends;  // Dependency bits
    uint16_t arity;
    uint32_t offset;  // of its first character (or operator) in source->text
    uint16_t height;  // of the tree below, itself included; at most EXPR_HEIGHT_MAX when parsed
    uint16_t traits;  // rewrite/hoist.c's own
    const Source *source;
    Expr **args;
    SequenceType type;  // static type
    union {
        Item literal;
        NodeTest *test;
        Variable *variable;
        const struct Function *function;
        UserFunction *user_function;
        SequenceType target;
    };
    // EXPR_CAST, EXPR_CASTABLE and EXPR_CALL: the namespaces in scope, and the rest (the same for a whole expression).
    const struct Namespaces *namespaces;
    const Statics *statics;
    // The evaluator's own, chosen by plan.c:
    const struct Operator *operator;
    void *plan;
};
