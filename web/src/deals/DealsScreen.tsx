// SPDX-License-Identifier: Apache-2.0
// Deals: all that one takes part in, one of them, one document of it.
import { Flex, Input, Segmented, Table, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, Route, Routes } from "react-router-dom";

import { listDeals, type DealHead } from "../api/deals";
import { Answered, useAnswer } from "../app/answer";
import { useEvents } from "../app/events";
import { LinkButton } from "../app/LinkButton";
import { useMoments } from "../app/moment";
import { ScreenTitle } from "../app/ScreenTitle";
import { DealDocumentView } from "./DealDocumentView";
import { DealView } from "./DealView";

const states = ["", "open", "closed", "cancelled"];

function fits(deal: DealHead, sought: string): boolean {
  return [deal.number, deal.title ?? ""].some((text) => text.toLowerCase().includes(sought.toLowerCase()));
}

function DealTable({ deals }: { deals: DealHead[] }) {
  const { t } = useTranslation();
  const showMoment = useMoments();
  return (
    <Table<DealHead>
      rowKey="id"
      dataSource={deals}
      pagination={deals.length > 20 ? { pageSize: 20 } : false}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: t("deals.none") }}
      columns={[
        { title: t("deals.deal"), render: (_, deal) => <Link to={encodeURIComponent(deal.id)}>{deal.number || deal.id}</Link> },
        { title: t("deals.what"), dataIndex: "title" },
        { title: t("deals.stage"), dataIndex: "stage", render: (stage?: string) => stage && t(`deals.stageIs.${stage}`, { defaultValue: stage }) },
        { title: t("records.state"), dataIndex: "state", render: (state: string) => <Tag>{t(`deals.state.${state}`, { defaultValue: state })}</Tag> },
        { title: t("deals.ownPart"), dataIndex: "parts", render: (parts?: string[]) => parts?.map((part) => t(`deals.part.${part}`)).join(", ") },
        { title: t("records.changed"), dataIndex: "changed", render: showMoment },
      ]}
    />
  );
}

function DealList() {
  const { t, i18n } = useTranslation();
  const [state, setState] = useState("");
  const [sought, setSought] = useState("");
  const deals = useAnswer(() => listDeals(state), [state, i18n.language]);
  useEvents((entry) => entry.register === "deal", deals.again);
  return (
    <>
      <ScreenTitle text={t("deals.title")}>
        <LinkButton type="primary" to="/records/deal/new">
          {t("deals.new")}
        </LinkButton>
      </ScreenTitle>
      <Flex wrap gap={12} style={{ marginBottom: 16 }}>
        <Input allowClear aria-label={t("deals.search")} placeholder={t("deals.search")} style={{ width: 280 }} onChange={({ target }) => setSought(target.value)} />
        <Segmented value={state} onChange={setState} options={states.map((value) => ({ value, label: t(`deals.state.${value || "all"}`) }))} />
      </Flex>
      <Answered answer={deals}>{(all) => <DealTable deals={all.filter((deal) => fits(deal, sought))} />}</Answered>
    </>
  );
}

export function DealsScreen() {
  return (
    <Routes>
      <Route index element={<DealList />} />
      <Route path=":deal" element={<DealView />} />
      <Route path=":deal/documents/:register/:record" element={<DealDocumentView />} />
    </Routes>
  );
}
