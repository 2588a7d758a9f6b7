// SPDX-License-Identifier: Apache-2.0
// Which of one's own records is judged: the only one there is, until another is chosen.
import { Alert, Select } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { listRecords } from "../api/records";
import { getRegister, type SeenRecord } from "../api/registers";
import { Answered, useAnswer } from "../app/answer";
import { nameOf } from "./words";

interface Properties {
  register: string;
  chosen?: string;
  onChoose: (record: string) => void;
}

export function SubjectChoice({ register, chosen, onChoose }: Properties) {
  const { t, i18n } = useTranslation();
  const answer = useAnswer(async () => {
    const [form, own] = await Promise.all([getRegister(register, i18n.language), listRecords(register, { content: true })]);
    return { form, own: own.records as SeenRecord[] };
  }, [register, i18n.language]);
  const first = answer.value?.own[0]?.id;
  useEffect(() => {
    if (!chosen && first) onChoose(first);
  }, [chosen, first, onChoose]);
  return (
    <Answered answer={answer}>
      {({ form, own }) =>
        own.length === 0 ? (
          <Alert showIcon message={<Link to={`/registers/${register}/new`}>{t("registers.needsSubject", { title: form.title })}</Link>} />
        ) : (
          <Select
            aria-label={form.title}
            value={chosen}
            onChange={onChoose}
            style={{ minWidth: 280, maxWidth: "100%" }}
            options={own.map((record) => ({ value: record.id, label: nameOf(form, record) }))}
          />
        )
      }
    </Answered>
  );
}
