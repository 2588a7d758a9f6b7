// What the harnesses time with. Seconds throughout; who prints milliseconds says so.
#pragma once

#include <stdlib.h>
#include <time.h>

static inline double clock_seconds(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static inline double now(void)
{
    return clock_seconds(CLOCK_MONOTONIC);
}

static inline double now_of_thread(void) // what this thread has computed
{
    return clock_seconds(CLOCK_THREAD_CPUTIME_ID);
}

static inline int times_compare(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static inline void times_sort(double *times, size_t count)
{
    qsort(times, count, sizeof *times, times_compare);
}

// Of times that are sorted: the one below which so many in a hundred are. 50: the median.
static inline double times_percentile(const double *times, size_t count, unsigned percent)
{
    return times[count * percent / 100];
}
