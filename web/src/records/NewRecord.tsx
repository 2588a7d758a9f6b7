// SPDX-License-Identifier: Apache-2.0
// A new document of a register: written in the form, or taken as a file that somebody sent.
import { UploadOutlined } from "@ant-design/icons";
import { Alert, Button, Upload } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router-dom";

import { createRecord, documentOf, getForm, type Content, type RegisterForm } from "../api/records";
import { documentsOf } from "../api/deals";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { ScreenTitle } from "../app/ScreenTitle";
import { useUnsaved } from "../app/unsaved";
import { isSame } from "./compare";
import { Draft } from "./Draft";
import { filledFrom } from "./fill";

interface Start {
  form: RegisterForm;
  filled: Content;
}

async function startOf(register: string, deal: string | undefined, language: string): Promise<Start> {
  const form = await getForm(register, language);
  const others = deal ? await documentsOf(deal, language) : [];
  const sources = others.map((row) => ({ register: row.register, number: row.number, content: row.content }));
  return { form, filled: filledFrom(form, sources) };
}

function Writing({ start: { form, filled }, deal }: { start: Start; deal?: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const deed = useDeed();
  const [written, setWritten] = useState<Content>();
  const content = written ?? filled;
  const keeping = useUnsaved(useMemo(() => !isSame(filled, content), [filled, content]));

  const create = async (file: Blob, name: string) => {
    const kept = await createRecord(form.name, file, name, deal);
    navigate(form.name === "deal" ? `/deals/${kept.id}` : `/records/${form.name}/${kept.id}`);
  };
  const keep = (file: Blob, name: string) => deed(() => keeping(() => create(file, name)), t("form.kept"));

  return (
    <>
      <ScreenTitle text={t("form.newOf", { title: form.title })}>
        <Upload showUploadList={false} beforeUpload={(file) => (void keep(file, file.name), false)}>
          <Button icon={<UploadOutlined aria-hidden />}>{t("form.fromFile")}</Button>
        </Upload>
        <Button type="primary" onClick={() => void keep(documentOf(form, content), `${form.name}.json`)}>
          {t("form.keep")}
        </Button>
      </ScreenTitle>
      {Object.keys(filled).length > 0 && <Alert showIcon message={t("form.filled")} style={{ marginBottom: 16 }} />}
      <Draft form={form} content={content} belonging={{ deal }} onChange={setWritten} />
    </>
  );
}

export function NewRecord() {
  const { i18n } = useTranslation();
  const { register = "" } = useParams();
  const [query] = useSearchParams();
  const deal = query.get("deal") ?? undefined;
  const start = useAnswer(() => startOf(register, deal, i18n.language), [register, deal, i18n.language]);
  return <Answered answer={start}>{(known) => <Writing start={known} deal={deal} />}</Answered>;
}
