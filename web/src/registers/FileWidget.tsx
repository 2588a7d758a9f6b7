// SPDX-License-Identifier: Apache-2.0
// A file of a record: it is kept at once, and the field is given its id. A record that is not there yet has no files.
import { UploadOutlined } from "@ant-design/icons";
import { Button, Typography, Upload } from "antd";
import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import type { WidgetProps } from "@rjsf/utils";

import { attachFile, type Named } from "../api/registers";
import { useDeed } from "../app/answer";

export const Written = createContext<Named | undefined>(undefined); // the record that is being written

export function FileWidget({ id, schema, value, onChange, label }: WidgetProps) {
  const { t } = useTranslation();
  const deed = useDeed();
  const named = useContext(Written);
  if (!named) return <Typography.Text>{t("registers.fileLater")}</Typography.Text>;
  const attach = (file: File) => deed(async () => onChange(await attachFile(named, String((schema as { path?: string }).path), file)), t("form.kept"));
  return (
    <Upload id={id} showUploadList={false} beforeUpload={(file) => (void attach(file), false)}>
      <Button icon={<UploadOutlined aria-hidden />} aria-label={`${t("registers.giveFile")}: ${label}`}>
        {value ? t("registers.otherFile") : t("registers.giveFile")}
      </Button>
    </Upload>
  );
}
