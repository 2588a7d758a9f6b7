// SPDX-License-Identifier: Apache-2.0
// Functions of XSLT 2.0 (16) that rule sets use: format-number with the default decimal format,
// generate-id, system-property, and rows for those that the evaluator does.

#include "base/buffer.h"
#include "base/utf8.h"
#include "xpath/functions/families.h"

#include <math.h>
#include <stdlib.h>

// ---- format-number (16.4) ----

// One half of a picture such as #,##0.00%
typedef struct Picture {
    Slice prefix, suffix;
    int whole_least, fraction_least, fraction_most;
    uint64_t commas; // bit n: a comma with n digits between it and the point
    int group_size;  // of a picture whose commas are regular: they go on to the left; else 0
    bool is_percent, is_per_mille;
} Picture;

static bool is_active(char c)
{
    return c == '#' || c == '0' || c == ',' || c == '.';
}

static noreturn void bad_picture(Eval *eval)
{
    eval_raise(eval, "XTDE1310",
               "the picture of format-number() is not well-formed; write it as #,##0.00");
}

// Regular commas stand at all multiples of the smallest distance.
static int regular_size(uint64_t commas)
{
    int size = commas ? __builtin_ctzll(commas) : 0;
    uint64_t regular = 0;
    for (int at = size; at > 0 && at < 64 && commas >> at; at += size)
        regular |= (uint64_t)1 << at;
    return regular == commas ? size : 0;
}

static Picture parse_picture(Eval *eval, Slice text)
{
    Picture picture = {0};
    size_t start = 0, end = text.len;
    while (start < text.len && !is_active(text.at[start]))
        start++;
    while (end > start && !is_active(text.at[end - 1]))
        end--;
    if (start == end)
        bad_picture(eval);
    picture.prefix = slice_part(text, 0, start);
    picture.suffix = slice_part(text, end, text.len);
    bool in_fraction = false, has_digit = false;
    for (size_t i = start; i < end; i++) {
        char c = text.at[i];
        if (!is_active(c) || (c == '.' && in_fraction) || (c == ',' && in_fraction))
            bad_picture(eval);
        if (c == '.') {
            in_fraction = true;
        } else if (c == ',') {
            picture.commas |= 1;
        } else if (in_fraction) {
            has_digit = true;
            if (c == '0' && picture.fraction_most > picture.fraction_least)
                bad_picture(eval);
            picture.fraction_most++;
            picture.fraction_least += c == '0';
        } else {
            if (c == '#' && picture.whole_least > 0)
                bad_picture(eval);
            picture.whole_least += c == '0';
            picture.commas <<= 1;
            has_digit = true;
        }
    }
    if (!has_digit || picture.commas & 1)
        bad_picture(eval);
    picture.group_size = regular_size(picture.commas);
    // A number never has no digit at all (F&O 3.1, 4.7.4, which Saxon follows for XSLT 2.0 too).
    if (picture.whole_least == 0 && picture.fraction_most == 0)
        picture.whole_least = 1;
    else if (picture.whole_least == 0 && picture.fraction_least == 0)
        picture.fraction_least = 1;
    picture.is_percent = memchr(text.at, '%', text.len) != NULL;
    picture.is_per_mille = slice_find(text, S("\u2030")) != SIZE_MAX;
    return picture;
}

static bool has_comma(const Picture *picture, int digits)
{
    if (picture->group_size)
        return digits > 0 && digits % picture->group_size == 0;
    return digits > 0 && digits < 64 && picture->commas >> digits & 1;
}

static void write_digits(Buffer *out, const Picture *picture, Slice digits)
{
    size_t point = slice_find(digits, S("."));
    Slice whole = slice_part(digits, 0, point == SIZE_MAX ? digits.len : point);
    Slice fraction = point == SIZE_MAX ? S("") : slice_part(digits, point + 1, digits.len);
    if (slice_equal(whole, S("0")))
        whole = S("");
    int width = (int)whole.len > picture->whole_least ? (int)whole.len : picture->whole_least;
    for (int i = width; i > 0; i--) {
        int at = (int)whole.len - i;
        buffer_add_char(out, at < 0 ? '0' : whole.at[at]);
        if (has_comma(picture, i - 1))
            buffer_add_char(out, ',');
    }
    if (fraction.len == 0 && picture->fraction_least == 0)
        return;
    buffer_add_char(out, '.');
    buffer_add(out, fraction);
    for (int i = (int)fraction.len; i < picture->fraction_least; i++)
        buffer_add_char(out, '0');
}

// mantissa × 10^exponent; digits behind the 38th are left out. False for what is too large.
static bool shift(Decimal *value, long exponent)
{
    Decimal tenth = {1, 1}, factor = exponent < 0 ? tenth : decimal_of(10);
    for (long i = exponent < 0 ? -exponent : exponent; i > 0 && value->coefficient != 0; i--)
        if (!decimal_multiply(*value, factor, value))
            return false;
    return true;
}

// The number as a decimal that can be rounded; false for what is too large. Of a double the digits
// that its text shows count, not the binary expansion behind them: 1.005 is to be halfway
// between 1.00 and 1.01.
static bool to_decimal(Item number, Decimal *value)
{
    if (number.type >= TYPE_DECIMAL && number.type <= TYPE_POSITIVE_INTEGER) {
        *value = item_to_decimal(number);
        return true;
    }
    char text[40];
    Slice exponent = double_write(number.number, number.type == TYPE_FLOAT, text);
    Slice mantissa = slice_cut(&exponent, 'E');
    char digits[16] = "0";
    memcpy(digits, exponent.at, exponent.len < sizeof digits ? exponent.len : 0);
    return decimal_read(mantissa, value, NULL) && shift(value, strtol(digits, NULL, 10));
}

static Seq fn_format_number(Eval *eval, const Seq *args, size_t count)
{
    Item number = args[0].count ? args[0].items[0] : item_double(NAN);
    Slice pictures = text_of(args, count, 1);
    if (count > 2 && args[2].count)
        eval_raise(eval, "XTDE1280", "no decimal format of that name is declared");
    bool is_binary = number.type == TYPE_DOUBLE || number.type == TYPE_FLOAT;
    Decimal value = {0, 0};
    bool is_infinite = is_binary && isinf(number.number);
    bool is_negative = is_binary ? signbit(number.number) : item_to_decimal(number).coefficient < 0;
    Slice rest = pictures, first = slice_cut(&rest, ';');
    bool has_second = first.len < pictures.len;
    Picture picture = parse_picture(eval, first);
    Buffer out = buffer_new(eval->scratch);
    if (is_binary && isnan(number.number))
        return give_string(eval, S("NaN"));
    if (is_negative && has_second)
        picture = parse_picture(eval, rest);
    else if (is_negative)
        buffer_add_char(&out, '-');
    buffer_add(&out, picture.prefix);
    if (is_infinite) {
        buffer_add(&out, S("Infinity"));
    } else {
        char digits[DECIMAL_TEXT_MAX];
        if (!to_decimal(number, &value))
            eval_raise(eval, "FOAR0002", "the number has more than %d digits", DECIMAL_DIGITS_MAX);
        if (value.coefficient < 0)
            value.coefficient = -value.coefficient;
        if (picture.is_percent || picture.is_per_mille)
            decimal_multiply(value, decimal_of(picture.is_percent ? 100 : 1000), &value);
        decimal_round(value, picture.fraction_most, ROUND_HALF_EVEN, &value);
        write_digits(&out, &picture, (Slice){digits, decimal_write(value, digits)});
    }
    buffer_add(&out, picture.suffix);
    return give_string(eval, buffer_slice(&out));
}

// ---- Others ----

static Seq fn_generate_id(Eval *eval, const Seq *args, size_t count)
{
    (void)count;
    if (args[0].count == 0)
        return give_string(eval, S(""));
    Item item = args[0].items[0];
    if (item.type == TYPE_NAMESPACE_NODE)
        return give_string(eval, arena_print(eval->scratch, "d%un%xs%x",
                                             item.namespace_node->tree->number,
                                             (unsigned)item.namespace_node->element,
                                             (unsigned)item.namespace_node->ordinal));
    return give_string(
        eval, arena_print(eval->scratch, "d%un%x", item.tree->number, (unsigned)item.len_or_node));
}

static Seq fn_system_property(Eval *eval, const Seq *args, size_t count)
{
    static const struct {
        Slice name, value;
    } properties[] = {
        {S_INIT("version"), S_INIT("2.0")},
        {S_INIT("vendor"), S_INIT("Madoguchi")},
        {S_INIT("vendor-url"), S_INIT("")},
        {S_INIT("product-name"), S_INIT("Madoguchi")},
        {S_INIT("product-version"), S_INIT(MADO_VERSION)},
        {S_INIT("is-schema-aware"), S_INIT("no")},
        {S_INIT("supports-serialization"), S_INIT("no")},
        {S_INIT("supports-backwards-compatibility"), S_INIT("no")},
    };
    Slice name = text_of(args, count, 0);
    size_t colon = slice_find(name, S(":"));
    if (colon != SIZE_MAX)
        name = slice_part(name, colon + 1, name.len);
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (slice_equal(properties[i].name, name))
            return give_string(eval, properties[i].value);
    return give_string(eval, S(""));
}

static Seq fn_function_available(Eval *eval, const Seq *args, size_t count)
{
    Slice name = text_of(args, count, 0);
    size_t colon = slice_find(name, S(":"));
    if (colon != SIZE_MAX)
        name = slice_part(name, colon + 1, name.len);
    return give_boolean(eval, function_known(S(NS_FN), name));
}

static Seq fn_element_available(Eval *eval, const Seq *args, size_t count)
{
    (void)args, (void)count;
    return give_boolean(eval, false);
}

// clang-format off: a function is a row
const Function xslt_functions[] = {
    {"format-number",
     2,
     3,
     FUNCTION_XSLT,
     ONE(TYPE_STRING),
     {OPTIONAL(TYPE_NUMERIC), ONE(TYPE_STRING), ONE(TYPE_STRING)},
     fn_format_number},
    {"generate-id",
     0,
     1,
     FUNCTION_XSLT | FUNCTION_CONTEXT,
     ONE(TYPE_STRING),
     {OPTIONAL(TYPE_ANY_NODE)},
     fn_generate_id},
    {"system-property",
     1,
     1,
     FUNCTION_XSLT,
     ONE(TYPE_STRING),
     {ONE(TYPE_STRING)},
     fn_system_property},
    {"function-available",
     1,
     2,
     FUNCTION_XSLT,
     ONE(TYPE_BOOLEAN),
     {ONE(TYPE_STRING), ONE(TYPE_INTEGER)},
     fn_function_available},
    {"element-available",
     1,
     1,
     FUNCTION_XSLT,
     ONE(TYPE_BOOLEAN),
     {ONE(TYPE_STRING)},
     fn_element_available},
    {"current", 0, 0, FUNCTION_XSLT | DEPENDS_CURRENT, ONE(TYPE_ITEM), {{0, 0}}, NULL},
    {"current-group", 0, 0, FUNCTION_XSLT | DEPENDS_GROUP, ANY(TYPE_ITEM), {{0, 0}}, NULL},
    {"current-grouping-key",
     0,
     0,
     FUNCTION_XSLT | DEPENDS_GROUP,
     OPTIONAL(TYPE_ANY_ATOMIC),
     {{0, 0}},
     NULL},
    {"key",
     2,
     2,
     FUNCTION_XSLT | DEPENDS_DOCUMENT,
     ANY(TYPE_ANY_NODE),
     {ONE(TYPE_STRING), ANY(TYPE_ANY_ATOMIC)},
     NULL},
    {"key",
     3,
     3,
     FUNCTION_XSLT,
     ANY(TYPE_ANY_NODE),
     {ONE(TYPE_STRING), ANY(TYPE_ANY_ATOMIC), ONE(TYPE_ANY_NODE)},
     NULL},
};
// clang-format on
const size_t xslt_function_count = sizeof xslt_functions / sizeof *xslt_functions;
