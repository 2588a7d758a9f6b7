// SPDX-License-Identifier: Apache-2.0
// Whether the record's conditions are met: by itself, or by one's own record of the register that it judges.
import { Flex } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { getEligibility, type Named, type RegisterPages } from "../api/registers";
import { Answered, useAnswer } from "../app/answer";
import { Conditions } from "./Conditions";
import { SubjectChoice } from "./SubjectChoice";

function Judged({ named, subject }: { named: Named; subject?: string }) {
  const { i18n } = useTranslation();
  const answer = useAnswer(() => getEligibility(named, subject, i18n.language), [named.record, subject, i18n.language]);
  return <Answered answer={answer}>{(eligibility) => <Conditions eligibility={eligibility} />}</Answered>;
}

export function Fits({ form, named }: { form: RegisterPages; named: Named }) {
  const [chosen, setChosen] = useState<string>();
  const subject = form.declared.eligibility?.subject;
  return (
    <Flex vertical gap={16}>
      {subject && <SubjectChoice register={subject} chosen={chosen} onChoose={setChosen} />}
      {(!subject || chosen) && <Judged named={named} subject={chosen} />}
    </Flex>
  );
}
