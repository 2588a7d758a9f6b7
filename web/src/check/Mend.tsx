// SPDX-License-Identifier: Apache-2.0
// A document that is wrong, as a form in which it is mended; what it has become is checked like a file.
import { Button } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { convertFile } from "../api/documents";
import { documentOf, getForm, type Content, type RegisterForm } from "../api/records";
import { Answered, useAnswer } from "../app/answer";
import { ContentForm } from "../records/form/ContentForm";
import { errorsAt } from "../records/form/errors";
import { useReadable } from "../records/readable";
import { useLiveCheck } from "../records/useLiveCheck";

interface Properties {
  file: File;
  onMended: (file: File) => void;
}

// Its content in JSON names the register that it is of.
async function readContent(file: File, language: string) {
  const { $schema, ...content } = JSON.parse(await (await convertFile(file, "json")).file.text());
  const register = String($schema).split(":").pop() ?? "";
  return { form: await getForm(register, language), content: content as Content };
}

function Mending({ form, read, file, onMended }: Properties & { form: RegisterForm; read: Content }) {
  const { t } = useTranslation();
  const [content, setContent] = useState(read);
  const { report } = useLiveCheck(form, content);
  const { messages } = useReadable(form.schema, report, content);
  const errors = useMemo(() => errorsAt(messages), [messages]);
  const name = `${file.name.replace(/\.[^.]*$/, "")}.json`;
  return (
    <>
      <Button type="primary" style={{ marginBottom: 12 }} onClick={() => onMended(new File([documentOf(form, content)], name))}>
        {t("check.mended")}
      </Button>
      <ContentForm form={form} content={content} errors={errors} onChange={setContent} />
    </>
  );
}

export function Mend({ file, onMended }: Properties) {
  const { i18n } = useTranslation();
  const answer = useAnswer(() => readContent(file, i18n.language), [file, i18n.language]);
  return <Answered answer={answer}>{({ form, content }) => <Mending form={form} read={content} file={file} onMended={onMended} />}</Answered>;
}
