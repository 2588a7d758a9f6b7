// SPDX-License-Identifier: Apache-2.0
// What may be begun from a record: an enquiry about an offer, an application for a measure. The new one names it already.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";

import type { Matter, RegisterPages } from "../api/registers";
import { useSession } from "../session/Session";

export function BeginHere({ form, matter }: { form: RegisterPages; matter: Matter }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { person } = useSession();
  const all = (form.referredBy ?? []).filter(({ create }) => person && create.includes(person.acts));
  if (all.length === 0 || form.declared.states?.[matter.state]?.draft) return null;
  const items = all.map(({ register, title, field }) => ({
    key: `${register} ${field}`,
    label: title,
    onClick: () => navigate(`/registers/${register}/new?${new URLSearchParams({ [field]: matter.number ?? matter.id })}`),
  }));
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button icon={<PlusOutlined aria-hidden />}>{t("registers.beginHere")}</Button>
    </Dropdown>
  );
}
