// SPDX-License-Identifier: Apache-2.0
import { PlusOutlined } from "@ant-design/icons";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";

import { listRegisters } from "../api/records";
import { useAnswer } from "../app/answer";

// A new document of a kind, filled from those that are there.
export function AddDocument({ deal }: { deal: string }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const registers = useAnswer(listRegisters, [i18n.language]);
  return (
    <Select
      showSearch
      value={null}
      suffixIcon={<PlusOutlined aria-hidden />}
      aria-label={t("deals.add")}
      placeholder={t("deals.add")}
      optionFilterProp="label"
      style={{ minWidth: 240 }}
      options={(registers.value ?? []).map(({ name, title }) => ({ value: name, label: title }))}
      onChange={(name: string | null) => name && navigate(`/records/${name}/new?deal=${encodeURIComponent(deal)}`)}
    />
  );
}
