// SPDX-License-Identifier: Apache-2.0
// What a register's rules warn of as a record is kept. It is kept all the same, so it is told until somebody has read it.
import { App } from "antd";
import { useTranslation } from "react-i18next";

import type { Receipt } from "../api/records";

export function useWarned(): (receipt: Receipt) => void {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  return ({ findings = [] }) => {
    if (findings.length === 0) return;
    const told = findings.map(({ message, remedy }, index) => (
      <li key={index}>
        {message} {remedy}
      </li>
    ));
    notification.warning({ message: t("registers.warned"), description: <ul className="reasons">{told}</ul>, duration: 0 });
  };
}
