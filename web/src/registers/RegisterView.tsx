// SPDX-License-Identifier: Apache-2.0
// One register: its records as a list, by state, by date, in figures; which of them apply to whom.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useSearchParams } from "react-router-dom";

import type { Declaration, RegisterPages } from "../api/registers";
import { LinkButton } from "../app/LinkButton";
import { ScreenTitle } from "../app/ScreenTitle";
import { useSession } from "../session/Session";
import { Applicable } from "./Applicable";
import { Board } from "./Board";
import { Calendar } from "./Calendar";
import { Charts } from "./Charts";
import { RecordsFound } from "./RecordsFound";

// docs/registers.md: what a view is where the declaration says nothing.
// What is published is in few states: who is not signed in needs no board of them.
const views: { key: string; isThere: (declared: Declaration, isSignedIn: boolean) => boolean; show: (properties: { form: RegisterPages }) => JSX.Element | null }[] = [
  { key: "list", isThere: () => true, show: RecordsFound },
  { key: "board", isThere: ({ views: said, transitions }, isSignedIn) => isSignedIn && Boolean(said?.board ?? transitions), show: Board },
  { key: "calendar", isThere: ({ views: said, deadlines }) => Boolean(said?.calendar ?? deadlines), show: Calendar },
  { key: "charts", isThere: ({ views: said }) => Boolean(said?.charts?.length), show: Charts },
  { key: "applicable", isThere: ({ eligibility }) => Boolean(eligibility?.subject), show: Applicable },
];

function useMayCreate({ declared }: RegisterPages): boolean {
  const { person } = useSession();
  const who = declared.rights?.create ?? ["member", "officer"];
  return Boolean(person && who.includes(person.acts));
}

export function RegisterView({ form }: { form: RegisterPages }) {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const navigate = useNavigate();
  const { person } = useSession();
  const mayCreate = useMayCreate(form);
  const assigned = Object.entries(form.declared.matches ?? {}).find(([, pair]) => pair.assign)?.[0];
  const shown = views.filter(({ isThere }) => isThere(form.declared, Boolean(person)));
  return (
    <>
      <ScreenTitle text={form.title}>
        <Link to="/registers">{t("registers.all")}</Link>
        {person?.role === "officer" && assigned && <LinkButton to={`/matching?view=assign&pair=${form.name}/${assigned}`}>{t("registers.oneToOne")}</LinkButton>}
        {mayCreate && <LinkButton to={`/registers/${form.name}/many`}>{t("bulk.menu")}</LinkButton>}
        {mayCreate && (
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => navigate("new")}>
            {t("registers.new")}
          </Button>
        )}
      </ScreenTitle>
      <Tabs
        activeKey={query.get("view") ?? "list"}
        onChange={(view) => setQuery(view === "list" ? {} : { view })}
        destroyInactiveTabPane
        items={shown.map(({ key, show: Show }) => ({ key, label: t(`registers.view.${key}`), children: <Show form={form} /> }))}
      />
    </>
  );
}
