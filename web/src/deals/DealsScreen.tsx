// SPDX-License-Identifier: Apache-2.0
// Deals: all of them, and one.
import { Input, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Route, Routes } from "react-router-dom";

import { listDeals, type DealRow } from "../api/deals";
import { Answered, useAnswer } from "../app/answer";
import { showMoment } from "../app/moment";
import { ScreenTitle } from "../app/ScreenTitle";
import { DealView } from "./DealView";

function fits(deal: DealRow, sought: string): boolean {
  return [deal.id, ...deal.kinds].some((text) => text.toLowerCase().includes(sought.toLowerCase()));
}

function DealList() {
  const { t, i18n } = useTranslation();
  const deals = useAnswer(listDeals, [i18n.language]);
  const [sought, setSought] = useState("");
  return (
    <>
      <ScreenTitle text={t("deals.title")}>
        <Input.Search allowClear aria-label={t("deals.search")} placeholder={t("deals.search")} onChange={({ target }) => setSought(target.value)} />
      </ScreenTitle>
      <Answered answer={deals}>
        {(all) => (
          <Table<DealRow>
            rowKey="id"
            dataSource={all.filter((deal) => fits(deal, sought))}
            pagination={all.length > 20 ? { pageSize: 20 } : false}
            scroll={{ x: "max-content" }}
            locale={{ emptyText: t("deals.none") }}
            columns={[
              { title: t("deals.deal"), dataIndex: "id", render: (id: string) => <Link to={encodeURIComponent(id)}>{id}</Link> },
              { title: t("deals.documents"), dataIndex: "documents" },
              { title: t("deals.kinds"), dataIndex: "kinds", render: (kinds: string[]) => <div style={{ maxWidth: 560, whiteSpace: "normal" }}>{kinds.join(" · ")}</div> },
              { title: t("records.changed"), dataIndex: "changed", render: (at: string) => showMoment(at, i18n.language) },
            ]}
          />
        )}
      </Answered>
    </>
  );
}

export function DealsScreen() {
  return (
    <Routes>
      <Route index element={<DealList />} />
      <Route path=":deal" element={<DealView />} />
    </Routes>
  );
}
