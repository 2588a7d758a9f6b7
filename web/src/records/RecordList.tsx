// SPDX-License-Identifier: Apache-2.0
// What a register has, the newest first; filtered by state and by what the register names as facets.
import { DownloadOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, Empty, Flex, Select, Table, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router-dom";

import { countFacets, exportRecords, getForm, listFormats, listRecords, type FacetCount, type ListFormat, type RecordPage, type RecordRow, type RegisterForm } from "../api/records";
import { saveAs } from "../api/documents";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { useEvents } from "../app/events";
import { LinkButton } from "../app/LinkButton";
import { useMoments } from "../app/moment";
import { useStates } from "../app/names";
import { ScreenTitle } from "../app/ScreenTitle";
import { titleOf } from "./form/terms";
import { Value } from "./Value";

const COLUMNS_MAX = 4; // of facets; more make a table that nobody can read

// "state:received", "seller.name:ACME", by facet.
function useFilters(counts: FacetCount[], form: RegisterForm) {
  const { t } = useTranslation();
  const stateOf = useStates(form);
  const facets = [...new Set(counts.map((count) => count.facet))];
  return facets.map((facet) => ({
    label: facet === "state" ? t("records.state") : titleOf(form.schema, facet),
    options: counts
      .filter((count) => count.facet === facet)
      .map(({ value, count }) => ({ value: `${facet}:${value}`, label: `${facet === "state" ? stateOf(value) : value} (${count})` })),
  }));
}

function queryOf(filter: string | undefined) {
  const isState = filter?.startsWith("state:");
  return { state: isState ? filter!.slice("state:".length) : undefined, facet: isState ? undefined : filter };
}

function useRecords(register: string, filter: string | undefined) {
  const [further, setFurther] = useState<RecordPage[]>([]);
  const query = queryOf(filter);
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
  const { t } = useTranslation();
  const showMoment = useMoments();
  const stateOf = useStates(form);
  const facets = (form.declared.facets ?? []).filter((facet) => rows.some((row) => row.facets[facet])).slice(0, COLUMNS_MAX);
  return (
    <Table<RecordRow>
      rowKey="id"
      size="middle"
      dataSource={rows}
      pagination={false}
      scroll={{ x: "max-content" }}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t("records.none")} /> }}
      columns={[
        { title: t("records.number"), render: (_, row) => <Link to={row.id}>{row.facets.number?.[0] ?? row.id}</Link> },
        { title: t("records.state"), dataIndex: "state", render: (state: string) => <Tag>{stateOf(state)}</Tag> },
        ...facets.map((facet) => ({
          title: titleOf(form.schema, facet),
          render: (_: unknown, row: RecordRow) =>
            row.facets[facet]?.map((value, index) => (
              <span key={value}>
                {index > 0 && ", "}
                <Value schema={form.schema} path={facet} value={value} />
              </span>
            )),
        })),
        { title: t("records.deal"), dataIndex: "deal", render: (deal: string) => deal && <Link to={`/deals/${deal}`}>{t("records.dealOf")}</Link> },
        { title: t("records.changed"), dataIndex: "changed", render: showMoment },
      ]}
    />
  );
}

// What the list shows, as a file.
function TakeAlong({ register, filter }: { register: string; filter?: string }) {
  const { t, i18n } = useTranslation();
  const deed = useDeed();
  const take = (format: ListFormat) =>
    deed(async () => saveAs(await exportRecords(register, format, { ...queryOf(filter), language: i18n.language }), `${register}.${format}`));
  return (
    <Dropdown trigger={["click"]} menu={{ items: listFormats.map((key) => ({ key, label: t(`records.as.${key}`) })), onClick: ({ key }) => void take(key as ListFormat) }}>
      <Button icon={<DownloadOutlined aria-hidden />}>{t("records.export")}</Button>
    </Dropdown>
  );
}

function Listed({ form, register }: { form: RegisterForm; register: string }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [filter, setFilter] = useState<string>();
  const counts = useAnswer(() => countFacets(register), [register]);
  const filters = useFilters(counts.value ?? [], form);
  const { first, rows, more } = useRecords(register, filter);
  useEvents((entry) => entry.register === register, () => (first.again(), counts.again()));
  return (
    <>
      <ScreenTitle text={form.title}>
        <TakeAlong register={register} filter={filter} />
        <LinkButton to={`/records/${register}/many`}>{t("bulk.menu")}</LinkButton>
        <LinkButton type="primary" icon={<PlusOutlined aria-hidden />} to={`/records/${register}/new`}>
          {t("records.new")}
        </LinkButton>
      </ScreenTitle>
      <Flex vertical gap={12}>
        <Select
          allowClear
          showSearch
          className="no-print"
          value={filter}
          onChange={setFilter}
          aria-label={t("records.filter")}
          placeholder={t("records.filter")}
          style={{ width: "100%", maxWidth: 480 }}
          optionFilterProp="label"
          options={filters}
        />
        <Answered answer={first}>{() => <RecordTable form={form} rows={rows} />}</Answered>
        {more && <Button onClick={() => void deed(more)}>{t("records.more")}</Button>}
      </Flex>
    </>
  );
}

export function RecordList() {
  const { i18n } = useTranslation();
  const { register = "" } = useParams();
  const form = useAnswer(() => getForm(register, i18n.language), [register, i18n.language]);
  return <Answered answer={form}>{(known) => <Listed form={known} register={register} />}</Answered>;
}
