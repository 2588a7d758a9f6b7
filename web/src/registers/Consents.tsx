// SPDX-License-Identifier: Apache-2.0
// What the owner lets others see, and until when. Only the owner gives and withdraws.
import { Switch } from "antd";
import { useTranslation } from "react-i18next";

import { changeConsent } from "../api/registers";
import { useDeed } from "../app/answer";
import { showDay } from "../app/moment";
import { Section } from "../app/Section";
import { useSession } from "../session/Session";
import type { Shown } from "./MatterView";

export function Consents({ matter, named, again }: Shown) {
  const { t, i18n } = useTranslation();
  const { person } = useSession();
  const deed = useDeed();
  if (matter.consents.length === 0 || person?.organisation !== named.organisation) return null;
  const change = async (consent: string, isGiven: boolean) => {
    await deed(() => changeConsent(named, consent, isGiven));
    again();
  };
  return (
    <Section title={t("registers.consents")}>
      <ul className="conditions">
        {matter.consents.map(({ id, label, purpose, isGiven, until }) => (
          <li key={id}>
            <Switch size="small" checked={isGiven} aria-label={label} onChange={(given) => void change(id, given)} /> <strong>{label}</strong>
            {purpose && <div>{purpose}</div>}
            {isGiven && until && <div>{t("registers.until", { day: showDay(until, i18n.language) })}</div>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
