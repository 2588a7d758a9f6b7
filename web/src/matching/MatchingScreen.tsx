// SPDX-License-Identifier: Apache-2.0
// Matching, for officers: of what use it was, and who is brought together one to one.
import { Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";

import { getUses, type MatchUses } from "../api/matching";
import { Answered, useAnswer } from "../app/answer";
import { ScreenTitle } from "../app/ScreenTitle";
import { OneToOne } from "./OneToOne";
import { Usage } from "./Usage";

const views: { key: string; show: (properties: { uses: MatchUses }) => JSX.Element }[] = [
  { key: "usage", show: Usage },
  { key: "assign", show: OneToOne },
];

export function MatchingScreen() {
  const { t, i18n } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const uses = useAnswer(() => getUses(i18n.language), [i18n.language]);
  return (
    <>
      <ScreenTitle text={t("matching.title")} />
      <Answered answer={uses}>
        {(known) => (
          <Tabs
            activeKey={query.get("view") ?? "usage"}
            onChange={(view) => setQuery(view === "usage" ? {} : { view })}
            destroyInactiveTabPane
            items={views.map(({ key, show: Show }) => ({ key, label: t(`matching.view.${key}`), children: <Show uses={known} /> }))}
          />
        )}
      </Answered>
    </>
  );
}
