// SPDX-License-Identifier: Apache-2.0
// What the server says of a document while it is being written, a moment after the last key: by itself, and
// beside the other documents of its deal.
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { checkDealDraft, type DealFinding } from "../api/deals";
import { documentOf, type Content, type RegisterForm } from "../api/records";
import { checkFile, type Report } from "../api/report";

const PAUSE_MS = 500; // shorter than one waits for, longer than between two keys

// Where a draft belongs: its deal, and the record that it is a new version of.
export interface Belonging {
  deal?: string;
  record?: string;
}

export interface LiveCheck {
  report?: Report;
  findings: DealFinding[]; // in which the draft has a part
}

async function findingsOfDraft(file: Blob, { deal, record = "draft" }: Belonging, language: string): Promise<DealFinding[]> {
  if (!deal) return [];
  const all = await checkDealDraft(deal, file, record === "draft" ? undefined : record, language);
  return all.filter((finding) => finding.record === record || finding.comparedWith?.some((other) => other.record === record));
}

export function useLiveCheck(form: RegisterForm, content: Content, belonging: Belonging = {}): LiveCheck {
  const { i18n } = useTranslation();
  const [check, setCheck] = useState<LiveCheck>({ findings: [] });
  const { deal, record } = belonging;
  useEffect(() => {
    let isWanted = true;
    const wait = setTimeout(() => {
      const file = documentOf(form, content);
      const asked = [checkFile(file, `${form.name}.json`, i18n.language), findingsOfDraft(file, { deal, record }, i18n.language)] as const;
      Promise.all(asked).then(
        ([[report], findings]) => isWanted && setCheck({ report, findings }),
        () => {}, // the next key asks again, and what is kept is checked when it is sent
      );
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(wait);
    };
  }, [form, content, deal, record, i18n.language]);
  return check;
}
