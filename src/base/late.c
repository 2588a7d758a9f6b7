// SPDX-License-Identifier: Apache-2.0
#include "base/late.h"

#include <assert.h>
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

// POSIX has it that a pointer to a function fits one to an object, for dlsym answers so.
static_assert(sizeof(void *) == sizeof(void (*)(void)), "functions cannot be found by name here");

static bool fill(const LateLibrary *it, void *handle, Faults *faults)
{
    for (size_t i = it->count; i-- > 0;) { // the first last: it says that all are there
        void *function = dlsym(handle, it->names[i]);
        if (function == NULL)
            return fault_add(faults, FAULT_UNSUPPORTED, 0, 0,
                             "%s has no function %s; install a newer package %s", it->file,
                             it->names[i], it->package);
        memcpy((char *)it->table + i * sizeof function, &function, sizeof function);
    }
    return true;
}

bool late_load(const LateLibrary *it, Faults *faults)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    void *first = NULL;
    bool is_good = true;
    pthread_mutex_lock(&lock);
    memcpy(&first, it->table, sizeof first);
    if (first == NULL) {
        void *handle = dlopen(it->file, RTLD_NOW | RTLD_LOCAL);
        is_good = handle != NULL ? fill(it, handle, faults)
                                 : fault_add(faults, FAULT_UNSUPPORTED, 0, 0,
                                             "%s cannot be loaded (%s); install the package %s",
                                             it->file, dlerror(), it->package);
    }
    pthread_mutex_unlock(&lock);
    return is_good;
}
