// SPDX-License-Identifier: Apache-2.0
// All deals that one takes part in. The server searches them; what is sought is in the address, so that it
// can be sent on, and the browser's way back leads to it.
import { Button, Checkbox, Empty, Flex, Input, Segmented, Select, Table, Tag } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router-dom";

import { listDeals, stages, type DealHead, type DealPage, type DealQuery } from "../api/deals";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { useEvents } from "../app/events";
import { LinkButton } from "../app/LinkButton";
import { useMoments } from "../app/moment";
import { ScreenTitle } from "../app/ScreenTitle";
import { useSession } from "../session/Session";
import { isNarrowed, paramsOf, queryOf, SOUGHT_MAX } from "./narrowing";

const states = ["", "open", "closed", "cancelled"];
const PAUSE_MS = 400; // longer than between two keys

function DealTable({ deals, empty }: { deals: DealHead[]; empty: ReactNode }) {
  const { t } = useTranslation();
  const showMoment = useMoments();
  return (
    <Table<DealHead>
      rowKey="id"
      dataSource={deals}
      pagination={false}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: empty }}
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

// Sought a moment after the last key.
function Sought({ words, onSeek }: { words: string; onSeek: (words: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(words);
  useEffect(() => setTyped(words), [words]);
  useEffect(() => {
    if (typed.trim() === words) return;
    const wait = setTimeout(() => onSeek(typed.trim()), PAUSE_MS);
    return () => clearTimeout(wait);
  }, [typed]);
  return (
    <Input
      allowClear
      maxLength={SOUGHT_MAX}
      value={typed}
      aria-label={t("deals.search")}
      placeholder={t("deals.searchHelp")}
      style={{ width: 280 }}
      onChange={({ target }) => setTyped(target.value)}
      onPressEnter={() => onSeek(typed.trim())}
    />
  );
}

function Filters({ query, onNarrow }: { query: DealQuery; onNarrow: (part: DealQuery) => void }) {
  const { t } = useTranslation();
  return (
    <Flex wrap gap={12} align="center" className="no-print" style={{ marginBottom: 16 }}>
      <Sought words={query.q ?? ""} onSeek={(q) => onNarrow({ q })} />
      <Segmented value={query.state ?? ""} onChange={(state) => onNarrow({ state })} options={states.map((value) => ({ value, label: t(`deals.state.${value || "all"}`) }))} />
      <Select
        allowClear
        value={query.stage}
        aria-label={t("deals.stage")}
        placeholder={t("deals.stage")}
        style={{ minWidth: 150 }}
        onChange={(stage?: string) => onNarrow({ stage })}
        options={stages.map((value) => ({ value, label: t(`deals.stageIs.${value}`) }))}
      />
      <Checkbox checked={query.discrepant ?? false} onChange={({ target }) => onNarrow({ discrepant: target.checked })}>
        {t("deals.discrepant")}
      </Checkbox>
    </Flex>
  );
}

// The pages that were asked for so far.
function useDeals(query: DealQuery) {
  const [further, setFurther] = useState<DealPage[]>([]);
  const first = useAnswer(async () => {
    const page = await listDeals(query);
    setFurther([]);
    return page;
  }, [paramsOf(query).toString()]);
  const pages = first.value ? [first.value, ...further] : [];
  const next = pages[pages.length - 1]?.next;
  const readOn = async () => {
    const page = await listDeals(query, next);
    setFurther((before) => [...before, page]);
  };
  return { first, deals: pages.flatMap((page) => page.deals), more: next ? readOn : undefined };
}

export function DealList() {
  const { t } = useTranslation();
  const { person } = useSession();
  const deed = useDeed();
  const [params, setParams] = useSearchParams();
  const query = queryOf(params);
  const { first, deals, more } = useDeals(query);
  useEvents((entry) => entry.register === "deal", first.again);
  const narrow = (part: DealQuery) => setParams(paramsOf({ ...query, ...part }), { replace: true });
  const mayBegin = person?.acts === "member" || person?.acts === "officer";
  const empty = (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(more ? "deals.noneYet" : isNarrowed(query) ? "deals.noneFits" : "deals.none")}>
      {isNarrowed(query) && <Button onClick={() => setParams({})}>{t("deals.showAll")}</Button>}
    </Empty>
  );
  return (
    <>
      <ScreenTitle text={t("deals.title")}>
        {mayBegin && (
          <LinkButton type="primary" to="/records/deal/new">
            {t("deals.new")}
          </LinkButton>
        )}
      </ScreenTitle>
      <Filters query={query} onNarrow={narrow} />
      <Answered answer={first}>{() => <DealTable deals={deals} empty={empty} />}</Answered>
      {more && (
        <Button className="no-print" style={{ marginTop: 12 }} onClick={() => void deed(more)}>
          {t("records.more")}
        </Button>
      )}
    </>
  );
}
