#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The shared library exports what the public header declares, and nothing else.
#
#   exports.sh LIBRARY HEADER
set -euo pipefail
# The linker's own marks of where data ends are exported as soon as another library (libxlsxwriter) exports its own.
exported=$(nm -D --defined-only "$1" | awk '$2 ~ /[TDBRW]/ {print $3}' | sed 's/@.*//' |
    grep -v -E '^(_init|_fini|__asan|__ubsan|__tsan|__bss_start$|_edata$|_end$)' | sort -u)
declared=$(grep -A3 'MADO_API' "$2" | grep -o -E '\bmado_[a-z_]+\(' | tr -d '(' | sort -u)
if diff <(echo "$declared") <(echo "$exported"); then
    echo "$(echo "$exported" | wc -l) functions are exported"
else
    echo "the header (<) and the library (>) differ"
    exit 1
fi
