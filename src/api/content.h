// Documents of registers, checked by what their register says of their content.
#pragma once

#include "api/checker.h"

// JSON that names its register by "$schema", and a filled form, which does so in its hidden keys.
// False where the document is neither.
bool content_check(MadoChecker *checker, const Tree *tree, AccountSet *set);
