// SPDX-License-Identifier: Apache-2.0
// Records in columns: those that the declaration names, else the headline and the facets.
import { Button, Flex, Table } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { Filter, RegisterPages, SeenRecord } from "../api/registers";
import { Answered, useDeed } from "../app/answer";
import { Cell } from "./Cell";
import { useSeen } from "./useSeen";
import { addressOf, columnTitle, headlineOf, nameOf } from "./words";

const COLUMNS_MAX = 5; // of facets, where nothing is said

function columnsOf(form: RegisterPages): string[] {
  const headline = headlineOf(form);
  const said = form.declared.views?.list ?? [...(headline ? [headline] : []), ...(form.declared.facets ?? []).slice(0, COLUMNS_MAX), "_.state"];
  return said[0]?.startsWith("_.") || said.length === 0 ? ["_.number", ...said.filter((path) => path !== "_.number")] : said;
}

export function RecordTable({ form, filter, label }: { form: RegisterPages; filter: Filter; label: string }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const { first, records, more } = useSeen(form.name, filter);
  const [name, ...others] = columnsOf(form);
  const titleOf = (path: string) => (path.startsWith("_.") ? t(`registers.column.${path.slice(2)}`) : columnTitle(form.schema, path));
  return (
    <Answered answer={first}>
      {() => (
        <Flex vertical gap={12}>
          <Table<SeenRecord>
            rowKey={(record) => `${record.organisation} ${record.id}`}
            size="middle"
            aria-label={label}
            dataSource={records}
            pagination={false}
            scroll={{ x: "max-content" }}
            locale={{ emptyText: t("registers.none") }}
            columns={[
              {
                title: titleOf(name!),
                className: "names",
                render: (_, record) => <Link to={addressOf(record)}>{name!.startsWith("_.") ? record.number ?? record.id : nameOf(form, record)}</Link>,
              },
              ...others.map((path) => ({ title: titleOf(path), render: (_: unknown, record: SeenRecord) => <Cell form={form} record={record} path={path} /> })),
            ]}
          />
          {more && <Button onClick={() => void deed(more)}>{t("records.more")}</Button>}
        </Flex>
      )}
    </Answered>
  );
}
