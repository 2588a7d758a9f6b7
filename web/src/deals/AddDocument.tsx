// SPDX-License-Identifier: Apache-2.0
// Into the deal: a file of any kind and syntax, or a document that is written here from those that are there.
import { UploadOutlined } from "@ant-design/icons";
import { Button, Select, Upload } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";

import { addToDeal } from "../api/deals";
import { listRegisters } from "../api/records";
import { useAnswer, useDeed } from "../app/answer";

export function AddDocument({ deal, onAdded }: { deal: string; onAdded: () => void }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const deed = useDeed();
  const registers = useAnswer(listRegisters, [i18n.language]);
  const add = (file: File) => deed(async () => void (await addToDeal(deal, file), onAdded()), t("form.kept"));
  return (
    <>
      <Upload multiple showUploadList={false} beforeUpload={(file) => (void add(file), false)}>
        <Button icon={<UploadOutlined aria-hidden />}>{t("deals.upload")}</Button>
      </Upload>
      <Select
        showSearch
        value={null}
        aria-label={t("deals.add")}
        placeholder={t("deals.add")}
        optionFilterProp="label"
        style={{ minWidth: 220 }}
        options={(registers.value ?? []).filter(({ name }) => name !== "deal").map(({ name, title }) => ({ value: name, label: title }))}
        onChange={(name: string | null) => name && navigate(`/records/${name}/new?deal=${encodeURIComponent(deal)}`)}
      />
    </>
  );
}
