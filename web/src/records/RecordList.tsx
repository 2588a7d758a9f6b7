// SPDX-License-Identifier: Apache-2.0
// What a register has, the newest first; filtered by state and by what the register names as facets.
import { PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Select, Table, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router-dom";

import { countFacets, getForm, listRecords, type FacetCount, type RecordPage, type RecordRow, type RegisterForm } from "../api/records";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { showMoment } from "../app/moment";
import { ScreenTitle } from "../app/ScreenTitle";
import { titleOf } from "./form/terms";

const COLUMNS_MAX = 4; // of facets; more make a table that nobody can read

// "state:received", "seller.name:ACME", by facet.
function filtersOf(counts: FacetCount[], form: RegisterForm, stateLabel: string) {
  const facets = [...new Set(counts.map((count) => count.facet))];
  return facets.map((facet) => ({
    label: facet === "state" ? stateLabel : titleOf(form.schema, facet),
    options: counts
      .filter((count) => count.facet === facet)
      .map(({ value, count }) => ({ value: `${facet}:${value}`, label: `${value} (${count})` })),
  }));
}

function useRecords(register: string, filter: string | undefined) {
  const [further, setFurther] = useState<RecordPage[]>([]);
  const isState = filter?.startsWith("state:");
  const query = { state: isState ? filter!.slice("state:".length) : undefined, facet: isState ? undefined : filter };
  const first = useAnswer(async () => {
    const page = await listRecords(register, query);
    setFurther([]);
    return page;
  }, [register, filter]);
  const pages = first.value ? [first.value, ...further] : [];
  const next = pages[pages.length - 1]?.next;
  return {
    first,
    rows: pages.flatMap((page) => page.records),
    more: next && (async () => {
      const page = await listRecords(register, { ...query, after: next });
      setFurther((before) => [...before, page]);
    }),
  };
}

function RecordTable({ form, rows }: { form: RegisterForm; rows: RecordRow[] }) {
  const { t, i18n } = useTranslation();
  const facets = (form.declared.facets ?? []).filter((facet) => rows.some((row) => row.facets[facet])).slice(0, COLUMNS_MAX);
  return (
    <Table<RecordRow>
      rowKey="id"
      size="middle"
      dataSource={rows}
      pagination={false}
      scroll={{ x: "max-content" }}
      columns={[
        { title: t("records.number"), render: (_, row) => <Link to={row.id}>{row.facets.number?.[0] ?? row.id}</Link> },
        { title: t("records.state"), dataIndex: "state", render: (state: string) => <Tag>{state}</Tag> },
        ...facets.map((facet) => ({
          title: titleOf(form.schema, facet),
          render: (_: unknown, row: RecordRow) => row.facets[facet]?.join(", "),
        })),
        { title: t("records.deal"), dataIndex: "deal", render: (deal: string) => deal && <Link to={`/deals/${deal}`}>{t("records.dealOf")}</Link> },
        { title: t("records.changed"), dataIndex: "changed", render: (changed: string) => showMoment(changed, i18n.language) },
      ]}
    />
  );
}

export function RecordList() {
  const { t, i18n } = useTranslation();
  const { register = "" } = useParams();
  const navigate = useNavigate();
  const deed = useDeed();
  const [filter, setFilter] = useState<string>();
  const form = useAnswer(() => getForm(register, i18n.language), [register, i18n.language]);
  const counts = useAnswer(() => countFacets(register), [register]);
  const { first, rows, more } = useRecords(register, filter);
  return (
    <Answered answer={form}>
      {(known) => (
        <>
          <ScreenTitle text={known.title}>
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => navigate("new")}>
              {t("records.new")}
            </Button>
          </ScreenTitle>
          <Flex vertical gap={12}>
            <Select
              allowClear
              showSearch
              value={filter}
              onChange={setFilter}
              aria-label={t("records.filter")}
              placeholder={t("records.filter")}
              style={{ width: "100%", maxWidth: 480 }}
              optionFilterProp="label"
              options={filtersOf(counts.value ?? [], known, t("records.state"))}
            />
            <Answered answer={first}>{() => <RecordTable form={known} rows={rows} />}</Answered>
            {more && <Button onClick={() => void deed(more)}>{t("records.more")}</Button>}
          </Flex>
        </>
      )}
    </Answered>
  );
}
