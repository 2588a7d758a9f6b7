// SPDX-License-Identifier: Apache-2.0
// Libraries that are loaded when they are first needed.

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "base/late.h"

#define MATHS(X) X(cos) X(sin)
LATE_TABLE(Maths, MATHS);

static const char *const names[] = {LATE_NAMES(MATHS)};

static void functions_are_there_once_the_library_is_loaded(void **state)
{
    Maths maths = {0};
    Faults faults = {0};
    LateLibrary library = {"libm.so.6", "libc6", names, 2, &maths};
    (void)state;
    assert_true(late_load(&library, &faults));
    assert_true(late_load(&library, &faults)); // again, to no effect
    assert_float_equal(maths.cos(0.0), 1.0, 1e-12);
    assert_float_equal(maths.sin(0.0), 0.0, 1e-12);
}

static void what_is_missing_is_told_with_the_package_to_install(void **state)
{
    static const char *const wrong[] = {"cos", "no_such_function"};
    Maths maths = {0};
    Faults faults = {0};
    (void)state;
    assert_false(
        late_load(&(LateLibrary){"libnothing.so.7", "libnothing7", names, 2, &maths}, &faults));
    assert_non_null(strstr(faults.list[0].text, "install the package libnothing7"));
    assert_false(late_load(&(LateLibrary){"libm.so.6", "libc6", wrong, 2, &maths}, &faults));
    assert_non_null(strstr(faults.list[1].text, "has no function no_such_function"));
    assert_true(maths.cos == NULL); // half a table does not look like a whole one
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_there_once_the_library_is_loaded),
        cmocka_unit_test(what_is_missing_is_told_with_the_package_to_install),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
