// SPDX-License-Identifier: Apache-2.0
// Writes the table by which base/fold.c takes the forms of one ideograph for one: traditional,
// simplified, shinjitai, and the variants of Taiwan and Hong Kong, as OpenCC knows them.
//
//     compile-variants OUT.c
//
// Run by the build, so that the program carries a table and neither links nor loads OpenCC.
//
// All forms that any of OpenCC's conversions leads to one another are one class; its form is the
// one with the lowest number, which stands for nothing but the class. Classes are wide where a
// script has given several characters one form (發 髮 ─► 发): who searches for either finds both.

#include <opencc/opencc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST = 0x3400,
    END = 0xA000,
    HIGH_FIRST = 0x20000,
    HIGH_END = 0x32000,
    CODE_END = HIGH_END
};

static uint32_t class_of[CODE_END];

// What OpenCC's conversions leave apart: forms that only old documents and names have.
static const uint32_t own_pairs[][2] = {
    {0x5700, 0x570B}, // 圀 國
    {0x56F6, 0x570B}, // 囶 國
};

static uint32_t find(uint32_t c)
{
    while (class_of[c] != c)
        c = class_of[c] = class_of[class_of[c]];
    return c;
}

static void join(uint32_t a, uint32_t b)
{
    a = find(a);
    b = find(b);
    if (a < b)
        class_of[b] = a;
    else
        class_of[a] = b;
}

static size_t encode(uint32_t c, char *out)
{
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static uint32_t decode(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    if (b[0] >= 0xF0)
        return (uint32_t)(b[0] & 7) << 18 | (uint32_t)(b[1] & 63) << 12 |
               (uint32_t)(b[2] & 63) << 6 | (b[3] & 63);
    if (b[0] >= 0xE0)
        return (uint32_t)(b[0] & 15) << 12 | (uint32_t)(b[1] & 63) << 6 | (b[2] & 63);
    return 0;
}

static int is_ideograph(uint32_t c)
{
    return (c >= FIRST && c < END) || (c >= HIGH_FIRST && c < HIGH_END);
}

// Each character by itself, for phrases are another matter.
static void join_by(opencc_t converter, uint32_t first, uint32_t end)
{
    for (uint32_t c = first; c < end; c++) {
        char text[8] = {0};
        char *other = opencc_convert_utf8(converter, text, encode(c, text));
        uint32_t to = other != NULL ? decode(other) : 0;
        if (is_ideograph(to) && strlen(other) == encode(to, text))
            join(c, to);
        opencc_convert_utf8_free(other);
    }
}

static void write_tables(FILE *out)
{
    fprintf(out, "#include \"base/variants.h\"\n\nconst uint16_t variants_low[] = {");
    for (uint32_t c = FIRST; c < END; c++)
        fprintf(out, "%s%u,", c % 16 == 0 ? "\n" : "", find(c) < END ? find(c) : c);
    fprintf(out, "\n};\n\nconst Variant variants_high[] = {\n");
    for (uint32_t c = HIGH_FIRST; c < HIGH_END; c++)
        if (find(c) != c)
            fprintf(out, "{%u, %u},\n", c, find(c));
    fprintf(out, "{0, 0}\n};\n\nconst size_t variants_high_count = sizeof variants_high / sizeof "
                 "*variants_high - 1;\n");
}

int main(int argc, char **argv)
{
    static const char *const conversions[] = {"t2s.json", "jp2t.json", "t2jp.json", "tw2t.json",
                                              "hk2t.json"};
    FILE *out = argc == 2 ? fopen(argv[1], "w") : NULL;
    if (out == NULL) {
        fprintf(stderr, "compile-variants OUT.c\n");
        return 1;
    }
    for (uint32_t c = 0; c < CODE_END; c++)
        class_of[c] = c;
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++) {
        opencc_t converter = opencc_open(conversions[i]);
        if (converter == (opencc_t)-1) {
            fprintf(stderr, "OpenCC has no %s: %s\n", conversions[i], opencc_error());
            return 1;
        }
        join_by(converter, FIRST, END);
        join_by(converter, HIGH_FIRST, HIGH_END);
        opencc_close(converter);
    }
    for (size_t i = 0; i < sizeof own_pairs / sizeof *own_pairs; i++)
        join(own_pairs[i][0], own_pairs[i][1]);
    write_tables(out);
    return fclose(out) == 0 ? 0 : 1;
}
