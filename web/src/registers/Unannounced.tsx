// SPDX-License-Identifier: Apache-2.0
// A date that counts working days of a year whose public holidays are not announced yet is no more than likely.
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

export function Unannounced({ year }: { year?: number }) {
  const { t } = useTranslation();
  return year ? <Tag color="warning">{t("registers.unannounced", { year })}</Tag> : null;
}
