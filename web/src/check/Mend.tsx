// SPDX-License-Identifier: Apache-2.0
// A document that is wrong, as a form in which it is mended; what it has become is checked like a file. What the check
// says meanwhile stands above, and leads to its fields as the findings of the file do.
import { Alert, Button } from "antd";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { convertFile } from "../api/documents";
import { documentOf, getForm, type Content, type RegisterForm } from "../api/records";
import { findingsOf } from "../api/report";
import { Answered, useAnswer } from "../app/answer";
import { ContentForm } from "../records/form/ContentForm";
import { errorsAt, fieldIn } from "../records/form/errors";
import { reachField } from "../records/form/reach";
import { useReadable } from "../records/readable";
import { useLiveCheck } from "../records/useLiveCheck";
import { Findings } from "./Findings";
import type { Place } from "./place";

interface Properties {
  file: File;
  place?: Place; // that a finding of the file leads to
  onMended: (file: File) => void;
}

// Its content in JSON names the register that it is of.
async function readContent(file: File, language: string) {
  const { $schema, ...content } = JSON.parse(await (await convertFile(file, "json")).file.text());
  const register = String($schema).split(":").pop() ?? "";
  return { form: await getForm(register, language), content: content as Content };
}

function Mending({ form, read, file, place, onMended }: Properties & { form: RegisterForm; read: Content }) {
  const { t } = useTranslation();
  const [content, setContent] = useState(read);
  const { report } = useLiveCheck(form, content);
  const { readable, messages } = useReadable(form.schema, report, content);
  const errors = useMemo(() => errorsAt(messages), [messages]);
  const field = useMemo(() => place && fieldIn(form.schema, place.finding, read), [place, form, read]);
  useEffect(() => {
    if (field) reachField(field);
  }, [field]);
  // That the form itself is sound says nothing of the file's rules, and is not told.
  const isFaulty = readable && findingsOf(readable).length > 0;
  const name = `${file.name.replace(/\.[^.]*$/, "")}.json`;
  return (
    <>
      <Button type="primary" style={{ marginBottom: 12 }} onClick={() => onMended(new File([documentOf(form, content)], name))}>
        {t("check.mended")}
      </Button>
      {place && !field && <Alert type="info" message={t("check.noField")} style={{ marginBottom: 12 }} />}
      {isFaulty && (
        <div className="so-far" aria-live="polite">
          <Findings report={readable} onField={({ field = [] }) => reachField(field)} />
        </div>
      )}
      <ContentForm form={form} content={content} errors={errors} onChange={setContent} />
    </>
  );
}

export function Mend({ file, ...others }: Properties) {
  const { i18n } = useTranslation();
  const answer = useAnswer(() => readContent(file, i18n.language), [file, i18n.language]);
  return <Answered answer={answer}>{({ form, content }) => <Mending form={form} read={content} file={file} {...others} />}</Answered>;
}
