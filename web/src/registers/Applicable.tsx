// SPDX-License-Identifier: Apache-2.0
// Which of a register's records apply to one's own company, the nearest first, and what is missing for the others.
import { Collapse, Empty, Flex, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { listEligible, type EligibleRecord, type RegisterPages } from "../api/registers";
import { Answered, useAnswer } from "../app/answer";
import { useSession } from "../session/Session";
import { Conditions } from "./Conditions";
import { SubjectChoice } from "./SubjectChoice";
import { addressOf } from "./words";

const missing = ({ conditions }: EligibleRecord) => conditions.filter(({ isMet }) => !isMet).length;

function Judged({ form, subject }: { form: RegisterPages; subject: string }) {
  const { t, i18n } = useTranslation();
  const answer = useAnswer(() => listEligible(form.name, subject, i18n.language), [form.name, subject, i18n.language]);
  return (
    <Answered answer={answer}>
      {(records) =>
        records.length === 0 ? (
          <Empty description={t("registers.none")} />
        ) : (
          <Collapse
            items={[...records].sort((a, b) => missing(a) - missing(b)).map((one) => ({
              key: `${one.organisation} ${one.record}`,
              label: one.headline ?? one.number ?? one.record,
              extra: <Tag color={one.isEligible ? "success" : "warning"}>{one.isEligible ? `✓ ${t("registers.applies")}` : t("registers.lacks", { count: missing(one) })}</Tag>,
              children: (
                <>
                  <Conditions eligibility={one} />
                  <Link to={addressOf({ register: form.name, organisation: one.organisation, id: one.record })}>{t("registers.open")}</Link>
                </>
              ),
            }))}
          />
        )
      }
    </Answered>
  );
}

export function Applicable({ form }: { form: RegisterPages }) {
  const { t } = useTranslation();
  const { person } = useSession();
  const [subject, setSubject] = useState<string>();
  if (!person) return <Link to="/sign-in">{t("registers.signInFirst")}</Link>;
  return (
    <Flex vertical gap={16}>
      <SubjectChoice register={form.declared.eligibility!.subject!} chosen={subject} onChoose={setSubject} />
      {subject && <Judged form={form} subject={subject} />}
    </Flex>
  );
}
