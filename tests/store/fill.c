// SPDX-License-Identifier: Apache-2.0
// Makes a small store: `fill FOLDER COUNT`. What tests of commands look at, and how the fixtures of
// older schemas were made (tests/store/fixtures/README.md).

#include <stdio.h>
#include <stdlib.h>

#include "store/store.h"

int main(int argc, char **argv)
{
    Faults faults = {0};
    if (argc != 3)
        return 1;
    StoreOptions options = {.folder = argv[1], .origin = "fixture.example/journal"};
    Store *store = store_open(&options, &faults);
    for (int i = 0; store != NULL && i < atoi(argv[2]) && faults.count == 0; i++) {
        char id[32], content[96];
        snprintf(id, sizeof id, "INV-%d", i / 2);
        snprintf(content, sizeof content, "{\"number\":\"%s\",\"currency\":\"JPY\"}", id);
        const Facet facets[] = {facet_counted(S("currency"), S("JPY")),
                                facet_reference(S("order"), slice_of(id))};
        Write create = {.actor = S("fixture"),
                        .owner = S("acme"),
                        .register_name = S("commercial-invoice"),
                        .record = slice_of(id),
                        .action = S("create"),
                        .state = S("draft"),
                        .deal = S("D-1"),
                        .content = slice_of(content),
                        .original = S("<Invoice/>"),
                        .media_type = S("application/xml"),
                        .file_name = S("請求書.xml"),
                        .facets = facets,
                        .facet_count = 2,
                        .key = slice_of(id)};
        Write send = {.actor = S("fixture"),
                      .owner = S("acme"),
                      .register_name = S("commercial-invoice"),
                      .record = slice_of(id),
                      .action = S("state"),
                      .state = S("sent"),
                      .version = 1};
        Receipt receipt;
        store_write(store, i % 2 == 0 ? &create : &send, &receipt, &faults);
    }
    store_close(store);
    if (faults.count > 0)
        fprintf(stderr, "%s\n", faults.list[0].text);
    return faults.count > 0;
}
