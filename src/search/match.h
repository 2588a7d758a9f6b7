// Matching: which records of the other side fit this one, how well, and why.
#pragma once

#include "search/search.h"

typedef struct Profile Profile;
