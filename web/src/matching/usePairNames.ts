// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";

import type { PairUse } from "../api/matching";
import { useRegister } from "../app/names";

// "Talent ↔ Post: Posts that fit"; what is declared no more keeps its own name.
export function usePairNames(): (pair: PairUse) => string {
  const { t } = useTranslation();
  const find = useRegister();
  const titleOf = (register: string) => find(register)?.title ?? register;
  return ({ register, name, with: other, label }) =>
    `${titleOf(register)}${other ? ` ↔ ${titleOf(other)}` : ""}: ${label ?? t(`registers.pair.${name}`, { defaultValue: name })}`;
}
