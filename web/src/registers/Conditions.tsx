// SPDX-License-Identifier: Apache-2.0
// Condition by condition: met or missing, what was found, and how to get it.
import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import type { Condition, Eligibility } from "../api/registers";

function One({ condition: { text, isMet, found, remedy, problem } }: { condition: Condition }) {
  const { t } = useTranslation();
  return (
    <li>
      <span role="img" aria-label={t(isMet ? "registers.isMet" : "registers.isMissing")} className={isMet ? "sign-met" : "sign-missing"}>
        {isMet ? "✓" : "✗"}
      </span>{" "}
      {text}
      {found && <div>{t("registers.foundIs", { found })}</div>}
      {!isMet && remedy && <div>{t("registers.howTo", { remedy })}</div>}
      {problem && <div>{problem}</div>}
    </li>
  );
}

export function Conditions({ eligibility: { isEligible, conditions } }: { eligibility: Eligibility }) {
  const { t } = useTranslation();
  const met = conditions.filter(({ isMet }) => isMet).length;
  return (
    <>
      <Alert
        showIcon
        type={isEligible ? "success" : "warning"}
        message={t(isEligible ? "registers.eligible" : "registers.notEligible", { met, of: conditions.length })}
      />
      <ul className="conditions">
        {conditions.map((condition) => (
          <One key={condition.id} condition={condition} />
        ))}
      </ul>
    </>
  );
}
