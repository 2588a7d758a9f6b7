// SPDX-License-Identifier: Apache-2.0
// For those of whom a second factor is demanded and who have none: until it is set up there is no other screen.
import { Alert } from "antd";
import { useTranslation } from "react-i18next";

import { ScreenTitle } from "../app/ScreenTitle";
import { SecondFactor } from "../organisation/SecondFactor";
import { useSession } from "./Session";

export function FactorFirst() {
  const { t } = useTranslation();
  const { refresh } = useSession();
  return (
    <>
      <ScreenTitle text={t("access.factor")} />
      <Alert type="info" showIcon message={t("access.factorFirst")} style={{ marginBottom: 16 }} />
      <SecondFactor onDone={() => void refresh()} />
    </>
  );
}
