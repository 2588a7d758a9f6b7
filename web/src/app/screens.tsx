// SPDX-License-Identifier: Apache-2.0
// The screens of the window: a row each. What is not `open` asks people to sign in first.
import { Result, Spin } from "antd";
import { lazy, Suspense, useEffect, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Route, Routes, useLocation } from "react-router-dom";

import type { Role } from "../api/access";
import { CheckScreen } from "../check/CheckScreen";
import { FactorFirst } from "../session/FactorFirst";
import { InvitationScreen } from "../session/InvitationScreen";
import { RecoveryScreen } from "../session/RecoveryScreen";
import { useSession } from "../session/Session";
import { SignInScreen } from "../session/SignInScreen";
import { forgetWanted, signInFrom, storedWanted } from "../session/wanted";

// What not everybody opens is loaded when it is opened: forms and charts are large.
const DealsScreen = lazy(async () => ({ default: (await import("../deals/DealsScreen")).DealsScreen }));
const RecordsScreen = lazy(async () => ({ default: (await import("../records/RecordsScreen")).RecordsScreen }));
const RegistersScreen = lazy(async () => ({ default: (await import("../registers/RegistersScreen")).RegistersScreen }));
const MatchingScreen = lazy(async () => ({ default: (await import("../matching/MatchingScreen")).MatchingScreen }));
const NoticesScreen = lazy(async () => ({ default: (await import("../notices/NoticesScreen")).NoticesScreen }));
const JournalScreen = lazy(async () => ({ default: (await import("../journal/JournalScreen")).JournalScreen }));
const OrganisationScreen = lazy(async () => ({
  default: (await import("../organisation/OrganisationScreen")).OrganisationScreen,
}));

interface Screen {
  path: string; // its first step; what follows is the screen's own
  label?: string; // in the menu; none: it is reached otherwise
  open?: boolean;
  roles?: Role[]; // whose work it is; none: everybody's
  show: ComponentType;
}

export const screens: Screen[] = [
  { path: "check", label: "check.title", open: true, show: CheckScreen },
  { path: "deals", label: "deals.title", show: DealsScreen },
  { path: "records", label: "records.title", show: RecordsScreen },
  { path: "registers", label: "registers.title", open: true, show: RegistersScreen },
  { path: "matching", label: "matching.menu", roles: ["officer"], show: MatchingScreen },
  { path: "notices", show: NoticesScreen },
  { path: "journal", label: "journal.title", open: true, show: JournalScreen },
  { path: "organisation", label: "access.menu", show: OrganisationScreen },
  { path: "sign-in", open: true, show: SignInScreen },
  { path: "invitation", open: true, show: InvitationScreen },
  { path: "recovery", open: true, show: RecoveryScreen },
];

function Guarded({ screen }: { screen: Screen }) {
  const { person, isKnown } = useSession();
  const location = useLocation();
  if (!screen.open && !isKnown) return null;
  if (!screen.open && !person) return <Navigate to={signInFrom(location)} replace />;
  if (screen.roles && !screen.roles.includes(person!.role)) return <Nowhere />;
  return (
    <Suspense fallback={<Spin style={{ display: "block", margin: 32 }} />}>
      <screen.show />
    </Suspense>
  );
}

function Nowhere() {
  const { t } = useTranslation();
  return <Result status="404" title={t("app.nowhere")} subTitle={t("app.nowhereHelp")} />;
}

// What most come for: strangers to have a document checked, people of organisations to see their deals; who
// comes back from the provider of identity, where he wanted to go.
function Home() {
  const { person, isKnown } = useSession();
  useEffect(() => (person ? forgetWanted() : undefined), [person]);
  if (!isKnown) return null;
  const wanted = person ? storedWanted() : "/";
  if (wanted !== "/") return <Navigate to={wanted} replace />;
  const first = !person ? "check" : person.role === "administrator" ? "organisation" : "deals";
  return <Navigate to={`/${first}`} replace />;
}

export function Screens() {
  const { person } = useSession();
  if (person?.wantsFactor) return <FactorFirst />;
  return (
    <Routes>
      <Route path="/" element={<Home />} />
      {screens.map((screen) => (
        <Route key={screen.path} path={`/${screen.path}/*`} element={<Guarded screen={screen} />} />
      ))}
      <Route path="*" element={<Nowhere />} />
    </Routes>
  );
}
