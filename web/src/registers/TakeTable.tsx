// SPDX-License-Identifier: Apache-2.0
// What a list shows, as a file: all of it, whatever page one looks at.
import { DownloadOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";

import { saveAs } from "../api/documents";
import { saveTable, tableFormats, type Filter, type RegisterPages, type TableFormat } from "../api/registers";
import { useDeed } from "../app/answer";

export function TakeTable({ form, q, filter }: { form: RegisterPages; q: string; filter: Filter }) {
  const { t, i18n } = useTranslation();
  const deed = useDeed();
  const take = (format: TableFormat) =>
    deed(async () => saveAs(await saveTable(form.name, { q, ...filter }, format, i18n.language), `${form.name}.${format}`));
  const items = tableFormats.map((key) => ({ key, label: t(`records.as.${key}`) }));
  return (
    <Dropdown trigger={["click"]} menu={{ items, onClick: ({ key }) => void take(key as TableFormat) }}>
      <Button icon={<DownloadOutlined aria-hidden />}>{t("records.export")}</Button>
    </Dropdown>
  );
}
