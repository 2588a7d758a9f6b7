// SPDX-License-Identifier: Apache-2.0
// The slow lane: requests that may wait for a disk or compute for long, answered by threads of
// their own, so that no large document keeps the others of its socket's thread waiting.
//
//     http.c, connection suspended ─► list ─► thread ─► answered ─► connection resumed

#include "server/internal.h"

// The next one, or NULL when all is over.
static Exchange *take(Lanes *lanes)
{
    pthread_mutex_lock(&lanes->lock);
    while (lanes->first == NULL && !lanes->is_over)
        pthread_cond_wait(&lanes->changed, &lanes->lock);
    Exchange *exchange = lanes->first;
    if (exchange != NULL) {
        lanes->first = *exchange_next(exchange);
        if (lanes->first == NULL)
            lanes->last = NULL;
    }
    pthread_mutex_unlock(&lanes->lock);
    return exchange;
}

static void *work(void *context)
{
    Lanes *lanes = context;
    Exchange *exchange;
    while ((exchange = take(lanes)) != NULL) {
        bool is_answered = exchange_run(exchange);
        atomic_fetch_sub(&lanes->busy, 1);
        if (is_answered)
            exchange_resume(exchange);
    }
    return NULL;
}

bool lanes_start(Lanes *lanes, size_t threads)
{
    size_t most = sizeof lanes->threads / sizeof *lanes->threads;
    while (lanes->count < threads && lanes->count < most &&
           pthread_create(&lanes->threads[lanes->count], NULL, work, lanes) == 0)
        lanes->count++;
    return lanes->count > 0;
}

void lanes_put(Lanes *lanes, Exchange *exchange)
{
    *exchange_next(exchange) = NULL;
    atomic_fetch_add(&lanes->busy, 1);
    pthread_mutex_lock(&lanes->lock);
    if (lanes->last != NULL)
        *exchange_next(lanes->last) = exchange;
    else
        lanes->first = exchange;
    lanes->last = exchange;
    pthread_cond_signal(&lanes->changed);
    pthread_mutex_unlock(&lanes->lock);
}

void lanes_stop(Lanes *lanes)
{
    pthread_mutex_lock(&lanes->lock);
    lanes->is_over = true;
    pthread_cond_broadcast(&lanes->changed);
    pthread_mutex_unlock(&lanes->lock);
    while (lanes->count > 0)
        pthread_join(lanes->threads[--lanes->count], NULL);
}
