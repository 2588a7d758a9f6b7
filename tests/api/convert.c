// SPDX-License-Identifier: Apache-2.0
// Converting through the public door.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/memory.h"
#include "madoguchi.h"

typedef struct File {
    char bytes[1 << 15];
    size_t len;
} File;

static void read_file(File *file, const char *path)
{
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    file->len = fread(file->bytes, 1, sizeof file->bytes - 1, in);
    file->bytes[file->len] = '\0';
    fclose(in);
}

static void a_document_is_written_in_every_syntax_and_its_losses_are_told(void **state)
{
    static const struct {
        const char *syntax, *start;
    } syntaxes[] = {{"ubl", "<?xml"}, {"cii", "<?xml"}, {"edifact", "UNB+"}, {"json", "{"}};
    MadoErrors errors = {0};
    MadoConverter *converter = mado_converter_new(&errors);
    File file;
    (void)state;
    assert_non_null(converter);
    read_file(&file, "examples/documents/invoice-cii.xml");
    // An element for which there is no term, as long as one that has its term.
    for (char *at; (at = strstr(file.bytes, "DeliveryTypeCode")) != NULL;)
        memcpy(at, "FunctionCode    ", 16);
    for (size_t i = 0; i < sizeof syntaxes / sizeof *syntaxes; i++) {
        const MadoConversion *result =
            mado_convert(converter, file.bytes, file.len, syntaxes[i].syntax, NULL, &errors);
        assert_non_null(result);
        assert_int_equal(mado_conversion_count(result), 1);
        MadoDocument document = mado_conversion_document(result, 0);
        assert_memory_equal(document.bytes, syntaxes[i].start, strlen(syntaxes[i].start));
        assert_int_equal(strlen(document.bytes), document.len);
        assert_string_equal(document.syntax, "cii");
        assert_true(document.left_behind >= 1);
        assert_int_equal(document.loss_count, document.left_behind);
        MadoLoss loss = mado_conversion_loss(result, 0, 0);
        assert_string_equal(loss.value, "FOB");
        assert_int_equal(loss.line, 133);
    }
    mado_converter_free(converter);
}

static void a_document_is_drawn(void **state)
{
    File file;
    MadoErrors errors = {0};
    MadoConverter *converter = mado_converter_new(&errors);
    MadoConvertOptions options = {.languages = "zh,en"};
    (void)state;
    read_file(&file, "examples/documents/invoice-ubl.xml");
    const MadoConversion *result =
        mado_convert(converter, file.bytes, file.len, "html", &options, &errors);
    assert_non_null(result);
    assert_non_null(strstr(mado_conversion_document(result, 0).bytes, "商业发票"));
    options.languages = "fr";
    assert_null(mado_convert(converter, file.bytes, file.len, "html", &options, &errors));
    assert_int_equal(errors.list[0].kind, MADO_ERROR_USAGE);
    mado_converter_free(converter);
}

static void what_cannot_be_converted_is_refused_and_the_converter_goes_on(void **state)
{
    static const char edifact[] = "{\"$schema\":\"urn:madoguchi:register:commercial-invoice\","
                                  "\"id\":\"1\",\"issueDate\":\"2026-11-21\"}";
    MadoErrors errors = {0};
    MadoConverter *converter = mado_converter_new(&errors);
    MadoConvertOptions options = {.sender = "A", .recipient = "B", .time = "1530"};
    (void)state;
    assert_null(mado_convert(converter, "<a/>", 4, "ubl", NULL, &errors));
    assert_int_equal(errors.list[0].kind, MADO_ERROR_UNSUPPORTED);
    assert_null(mado_convert(converter, "<a>", 3, "ubl", NULL, &errors));
    assert_null(mado_convert(converter, edifact, sizeof edifact - 1, "morse", NULL, &errors));
    assert_null(mado_convert(converter, edifact, sizeof edifact - 1, "edifact", NULL, NULL));
    assert_int_equal(errors.count, 3);
    assert_non_null(
        mado_convert(converter, edifact, sizeof edifact - 1, "edifact", &options, &errors));
    options.memory_max = 10000;
    assert_null(mado_convert(converter, edifact, sizeof edifact - 1, "edifact", &options, &errors));
    assert_int_equal(errors.list[3].kind, MADO_ERROR_LIMIT);
    mado_converter_free(converter);
    mado_converter_free(NULL);
}

static void any_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t countdown = 1;; countdown++) {
        MadoErrors errors = {0};
        memory_fail_after(countdown);
        MadoConverter *converter = mado_converter_new(&errors);
        MadoConvertOptions options = {.register_name = "commercial-invoice"};
        bool is_good = converter != NULL && mado_convert(converter, "{\"id\":\"1\"}", 10, "ubl",
                                                         &options, &errors) != NULL;
        memory_fail_after(0);
        mado_converter_free(converter);
        if (is_good)
            break;
        assert_int_equal(errors.list[0].kind, MADO_ERROR_MEMORY);
    }
}

static void *convert_often(void *context)
{
    enum { ROUNDS = 20 };
    const File *file = context;
    MadoConverter *converter = mado_converter_new(NULL);
    bool is_good = converter != NULL;
    for (size_t i = 0; i < ROUNDS && is_good; i++)
        is_good = mado_convert(converter, file->bytes, file->len, i % 2 ? "ubl" : "edifact", NULL,
                               NULL) != NULL;
    mado_converter_free(converter);
    return is_good ? context : NULL;
}

static void threads_do_not_know_of_each_other(void **state)
{
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    File file;
    (void)state;
    read_file(&file, "examples/documents/invoice-ubl.xml");
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, convert_often, &file), 0);
    for (size_t i = 0; i < THREADS; i++) {
        void *result;
        assert_int_equal(pthread_join(threads[i], &result), 0);
        assert_non_null(result);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_written_in_every_syntax_and_its_losses_are_told),
        cmocka_unit_test(a_document_is_drawn),
        cmocka_unit_test(what_cannot_be_converted_is_refused_and_the_converter_goes_on),
        cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(threads_do_not_know_of_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
