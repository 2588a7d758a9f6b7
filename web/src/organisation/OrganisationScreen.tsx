// SPDX-License-Identifier: Apache-2.0
// Organisation and access: one's own safety; programs and people for who may let them in.
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";

import { ScreenTitle } from "../app/ScreenTitle";
import { useSession } from "../session/Session";
import { Account } from "./Account";
import { Devices } from "./Devices";
import { Keys } from "./Keys";
import { Password } from "./Password";
import { People } from "./People";
import { SecondFactor } from "./SecondFactor";

export function OrganisationScreen() {
  const { t } = useTranslation();
  const { person } = useSession();
  const organisation = person?.organisation === "window" ? t("access.window") : person?.organisationName;
  const isHead = person?.role === "manager" || person?.role === "administrator";
  const items = [
    { key: "devices", label: t("access.devices"), children: <Devices /> },
    { key: "password", label: t("access.password"), children: <Password /> },
    { key: "factor", label: t("access.factor"), children: <SecondFactor /> },
    { key: "account", label: t("access.account"), children: <Account /> },
    ...(isHead
      ? [
          { key: "keys", label: t("access.keys"), children: <Keys /> },
          { key: "people", label: t("access.people"), children: <People /> },
        ]
      : []),
  ];
  return (
    <>
      <ScreenTitle text={t("access.title", { organisation })} note={`${person?.name} · ${person?.email} · ${t(`access.role.${person?.role}`)}`} />
      <Tabs items={items} />
    </>
  );
}
