// SPDX-License-Identifier: Apache-2.0
// What the server counts, in the text format of Prometheus.

#include "server/internal.h"

// Seconds: a small check takes 0.0002, a large one some seconds.
static const double bounds[BUCKETS] = {0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30};

void counts_add(Counts *counts, size_t route, int status, int64_t microseconds)
{
    RouteCounts *row = &counts->routes[route];
    int bucket = 0;
    while (bucket < BUCKETS && (double)microseconds > bounds[bucket] * 1e6)
        bucket++;
    int hundreds = status / 100;
    atomic_fetch_add_explicit(&row->statuses[hundreds < 6 ? hundreds : 5], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&row->buckets[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&row->microseconds, (unsigned long long)microseconds,
                              memory_order_relaxed);
}

static void head(Buffer *out, const char *name, const char *type, const char *help)
{
    buffer_print(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_one(Buffer *out, const char *name, const char *type, const char *help,
                      long long value)
{
    head(out, name, type, help);
    buffer_print(out, "%s %lld\n", name, value);
}

static const char *route_name(size_t number)
{
    return number < ROUTES_MAX ? route_at(number)->id : "none";
}

static bool is_used(const Counts *counts, size_t number)
{
    if (number < ROUTES_MAX && route_at(number) == NULL)
        return false;
    for (int i = 0; i < 6; i++)
        if (atomic_load(&counts->routes[number].statuses[i]) > 0)
            return true;
    return false;
}

static void write_statuses(const Counts *counts, Buffer *out)
{
    head(out, "madoguchi_requests_total", "counter", "Requests answered.");
    for (size_t number = 0; number <= ROUTES_MAX; number++)
        for (int i = 1; i < 6 && is_used(counts, number); i++)
            if (atomic_load(&counts->routes[number].statuses[i]) > 0)
                buffer_print(out, "madoguchi_requests_total{route=\"%s\",status=\"%dxx\"} %llu\n",
                             route_name(number), i,
                             atomic_load(&counts->routes[number].statuses[i]));
}

static void write_times(const Counts *counts, Buffer *out)
{
    static const char name[] = "madoguchi_request_seconds";
    head(out, name, "histogram", "From the whole request to its answer.");
    for (size_t number = 0; number <= ROUTES_MAX; number++) {
        if (!is_used(counts, number))
            continue;
        const RouteCounts *row = &counts->routes[number];
        const char *route = route_name(number);
        unsigned long long sum = 0;
        for (int i = 0; i < BUCKETS; i++) {
            sum += atomic_load(&row->buckets[i]);
            buffer_print(out, "%s_bucket{route=\"%s\",le=\"%g\"} %llu\n", name, route, bounds[i],
                         sum);
        }
        sum += atomic_load(&row->buckets[BUCKETS]);
        buffer_print(out, "%s_bucket{route=\"%s\",le=\"+Inf\"} %llu\n", name, route, sum);
        buffer_print(out, "%s_sum{route=\"%s\"} %.6f\n", name, route,
                     (double)atomic_load(&row->microseconds) / 1e6);
        buffer_print(out, "%s_count{route=\"%s\"} %llu\n", name, route, sum);
    }
}

// The lag is told by whoever knows it: a standby of itself, who leads of its standby.
void standing_write(Server *server, Buffer *out)
{
    const Follow *follow = &server->follow;
    int standing = atomic_load(&follow->standing);
    write_one(out, "madoguchi_store_ok", "gauge", "Whether the store can be read and written.",
              pulse_failing_since(server) == 0);
    head(out, "madoguchi_standing", "gauge", "How the journal here stands to others of it.");
    for (int i = 0; i < STANDING_END; i++)
        buffer_print(out, "madoguchi_standing{is=\"%s\"} %d\n", standing_names[i], i == standing);
    write_one(out, "madoguchi_epoch", "gauge", "How often the journal was promoted.",
              (long long)atomic_load(&follow->epoch));
    if (standing == STANDING_FOLLOWS) {
        int64_t level = atomic_load(&follow->level_us);
        write_one(out, "madoguchi_lag_entries", "gauge", "Entries that are not here yet.",
                  (long long)(atomic_load(&follow->there) - atomic_load(&follow->here)));
        write_one(out, "madoguchi_lag_seconds", "gauge",
                  "Since everything was here last; -1: never yet.",
                  level > 0 ? (clock_us() - level) / 1000000 : -1);
    }
    if (standing == STANDING_LEADS && server->standby.mode != STANDBY_NONE) {
        size_t count = standby_count(server);
        write_one(out, "madoguchi_standby_here", "gauge", "Whether a standby has what is written.",
                  count > 0);
        write_one(out, "madoguchi_standbys", "gauge", "For how many standbys writes wait.",
                  (long long)count);
        write_one(out, "madoguchi_standby_alone", "gauge",
                  "Whether writes are kept here alone, for the standby is gone.",
                  atomic_load(&server->standby.is_alone));
    }
}

void counts_write(const Counts *counts, Buffer *out)
{
    write_statuses(counts, out);
    write_times(counts, out);
    write_one(out, "madoguchi_received_bytes_total", "counter", "Bytes of bodies received.",
              (long long)atomic_load(&counts->bytes_in));
    write_one(out, "madoguchi_sent_bytes_total", "counter", "Bytes of bodies sent.",
              (long long)atomic_load(&counts->bytes_out));
    write_one(out, "madoguchi_cut_off_total", "counter",
              "Connections that were cut off for taking too long.",
              (long long)atomic_load(&counts->cut_off));
    write_one(out, "madoguchi_connections", "gauge", "Connections that are open.",
              atomic_load(&counts->connections));
    write_one(out, "madoguchi_requests_under_way", "gauge", "Requests that are not answered yet.",
              atomic_load(&counts->under_way));
}
