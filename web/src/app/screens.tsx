// SPDX-License-Identifier: Apache-2.0
// The screens of the window: a row each. What is not `open` asks people to sign in first.
import { Result } from "antd";
import { useTranslation } from "react-i18next";
import { Navigate, Route, Routes } from "react-router-dom";
import type { ComponentType } from "react";

import { CheckScreen } from "../check/CheckScreen";
import { useSession } from "../session/Session";
import { SignInScreen } from "../session/SignInScreen";

interface Screen {
  path: string; // its first step; what follows is the screen's own
  label?: string; // in the menu; none: it is reached otherwise
  open?: boolean;
  show: ComponentType;
}

export const screens: Screen[] = [
  { path: "check", label: "check.title", open: true, show: CheckScreen },
  { path: "sign-in", open: true, show: SignInScreen },
];

function Guarded({ screen }: { screen: Screen }) {
  const { person, isKnown } = useSession();
  if (!screen.open && !isKnown) return null;
  return screen.open || person ? <screen.show /> : <Navigate to="/sign-in" replace />;
}

function Nowhere() {
  const { t } = useTranslation();
  return <Result status="404" title={t("app.nowhere")} subTitle={t("app.nowhereHelp")} />;
}

export function Screens() {
  return (
    <Routes>
      <Route path="/" element={<Navigate to="/check" replace />} />
      {screens.map((screen) => (
        <Route key={screen.path} path={`/${screen.path}/*`} element={<Guarded screen={screen} />} />
      ))}
      <Route path="*" element={<Nowhere />} />
    </Routes>
  );
}
