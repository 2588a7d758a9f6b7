// SPDX-License-Identifier: Apache-2.0
// Into the deal: a file of any kind and syntax, or a document that is written here from those that are there.
import { UploadOutlined } from "@ant-design/icons";
import { Button, Select, Upload } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";

import { listRegisters } from "../api/records";
import { useAnswer } from "../app/answer";

export function AddDocument({ deal, onFiles }: { deal: string; onFiles: (files: File[]) => void }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const registers = useAnswer(listRegisters, [i18n.language]);
  // It is called for each of those that were chosen together.
  const take = (file: File, files: File[]) => (file === files[0] && onFiles(files), false);
  return (
    <>
      <Upload multiple showUploadList={false} beforeUpload={take}>
        <Button icon={<UploadOutlined aria-hidden />}>{t("deals.upload.take")}</Button>
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
