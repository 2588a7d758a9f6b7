// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";

import { changeRecord } from "../api/registers";
import { Section } from "../app/Section";
import type { Shown } from "./MatterView";
import { useWarned } from "./useWarned";
import { Writing } from "./Writing";

// A record that is there, written anew: its next version.
export function ChangeMatter({ form, matter, named, again, onLeave }: Shown & { onLeave: () => void }) {
  const { t } = useTranslation();
  const warn = useWarned();
  const keep = async (file: Blob) => {
    warn(await changeRecord(named, file, matter.version));
    onLeave();
    again();
  };
  return (
    <Section title={t("records.change")}>
      <Writing form={form} named={named} start={matter.content ?? {}} onKeep={keep} onLeave={onLeave} />
    </Section>
  );
}
