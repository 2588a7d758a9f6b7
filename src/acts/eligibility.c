// SPDX-License-Identifier: Apache-2.0
// Brings the records together that eligibility looks at.

#include "acts/internal.h"

#include "register/edit.h"

bool act_eligibility(Act *act, const Matter *matter, const Matter *subject,
                     Eligibility *eligibility)
{
    Situation situation;
    if (!matter_situation(act, subject != NULL ? subject : matter, &situation))
        return false;
    if (subject != NULL)
        situation.circumstances.beside_content = json_show(act->arena, matter->content);
    return eligibility_judge(matter->reg, act->arena, &situation.circumstances, matter->content,
                             act->language, eligibility, act->faults);
}
