// SPDX-License-Identifier: Apache-2.0
// Connections and how long each may still take: a watcher shuts those whose time is over.
//
// libmicrohttpd ends connections that are silent; who sends one byte now and then (slow loris) is
// never silent. So each phase has an end: the head, the body (whose bytes buy time), the wait for
// the next request. A socket is shut, not closed: its thread then finds it ended and frees it.

#include "server/internal.h"

#include <limits.h>
#include <sys/socket.h>
#include <time.h>

#include "base/memory.h"

int64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void cut_late_ones(Links *links, int64_t now)
{
    for (Link *link = links->first; link != NULL; link = link->after) {
        int64_t ends_at = atomic_load_explicit(&link->ends_at, memory_order_relaxed);
        if (ends_at == LLONG_MAX)
            continue;
        int64_t received = atomic_load_explicit(&link->received, memory_order_relaxed);
        if (now < ends_at + received * 1000 / (int64_t)links->rate_min)
            continue;
        shutdown(link->socket, SHUT_RDWR);
        atomic_store(&link->ends_at, LLONG_MAX);
        atomic_fetch_add(links->cut_off, 1);
    }
}

// Twice a second. A socket that is in the list is open: it leaves the list, under the lock, before
// libmicrohttpd closes it.
static void *watch(void *context)
{
    Links *links = context;
    pthread_mutex_lock(&links->lock);
    while (!links->is_over) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 500000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&links->stopped, &links->lock, &until);
        cut_late_ones(links, clock_us() / 1000);
    }
    pthread_mutex_unlock(&links->lock);
    return NULL;
}

bool links_start(Links *links)
{
    links->is_watched = pthread_create(&links->watcher, NULL, watch, links) == 0;
    return links->is_watched;
}

void links_stop(Links *links)
{
    if (!links->is_watched)
        return;
    pthread_mutex_lock(&links->lock);
    links->is_over = true;
    pthread_cond_signal(&links->stopped);
    pthread_mutex_unlock(&links->lock);
    pthread_join(links->watcher, NULL);
}

Link *links_add(Links *links, int socket)
{
    Link *link = memory_take(sizeof *link);
    if (link == NULL)
        return NULL;
    *link = (Link){.socket = socket, .ends_at = LLONG_MAX};
    pthread_mutex_lock(&links->lock);
    link->after = links->first;
    if (link->after != NULL)
        link->after->before = link;
    links->first = link;
    pthread_mutex_unlock(&links->lock);
    return link;
}

void links_remove(Links *links, Link *link)
{
    pthread_mutex_lock(&links->lock);
    if (link->before != NULL)
        link->before->after = link->after;
    else
        links->first = link->after;
    if (link->after != NULL)
        link->after->before = link->before;
    pthread_mutex_unlock(&links->lock);
    memory_free(link);
}

void link_allow(Link *link, int64_t milliseconds)
{
    atomic_store_explicit(&link->received, 0, memory_order_relaxed);
    atomic_store_explicit(&link->ends_at,
                          milliseconds == LLONG_MAX ? LLONG_MAX : clock_us() / 1000 + milliseconds,
                          memory_order_relaxed);
}
