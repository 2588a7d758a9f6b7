// SPDX-License-Identifier: Apache-2.0
// What was done to a document, by whom, each with its proof; and what two versions say differently.
import { Button, Card, Flex, Select, Timeline, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { contentOf, type Entry, type RegisterForm } from "../api/records";
import { useAnswer } from "../app/answer";
import { showMoment } from "../app/moment";
import { useDeeds, useDoers, useStates } from "../app/names";
import { Rows } from "../app/Rows";
import { InclusionProof } from "../journal/InclusionProof";
import { differences, type Difference } from "./compare";
import { titleOf } from "./form/terms";
import { Value } from "./Value";

interface Named {
  register: string;
  record: string;
}

export function Done({ form, entry }: { form: RegisterForm; entry: Entry }) {
  const { t, i18n } = useTranslation();
  const deedOf = useDeeds();
  const doerOf = useDoers();
  const stateOf = useStates(form);
  const [isProved, setProved] = useState(false);
  return (
    <>
      <Typography.Text strong>{deedOf(entry)}</Typography.Text>
      {" · "}
      {t("records.version", { version: entry.version })}
      {entry.state && ` · ${entry.stateBefore && entry.stateBefore !== entry.state ? `${stateOf(entry.stateBefore)} → ` : ""}${stateOf(entry.state)}`}
      <div>
        {showMoment(entry.time, i18n.language)} · {doerOf(entry)}
        {entry.file && ` · ${entry.file}`}
      </div>
      {isProved ? (
        <InclusionProof index={entry.index} />
      ) : (
        <Button size="small" onClick={() => setProved(true)}>
          {t("journal.prove", { index: entry.index })}
        </Button>
      )}
    </>
  );
}

// "lines[2].item.name" of the schema is lines.item.name.
const withoutNumbers = (path: string) => path.replace(/\[\d+\]/g, "");

function Differences({ form, named, before, after }: { form: RegisterForm; named: Named; before: number; after: number }) {
  const { t } = useTranslation();
  const compared = useAnswer(async () => {
    const [old, present] = await Promise.all([before, after].map((entry) => contentOf(named.register, named.record, entry)));
    return differences(old, present);
  }, [named.register, named.record, before, after]);
  return (
    <Rows<Difference>
      answer={compared}
      rowKey="path"
      empty={t("records.same")}
      columns={[
        { title: t("records.term"), render: (_, row) => <span title={row.path}>{titleOf(form.schema, withoutNumbers(row.path))}</span> },
        { title: t("records.before"), render: (_, row) => row.before !== undefined && <Value schema={form.schema} path={withoutNumbers(row.path)} value={row.before} /> },
        { title: t("records.after"), render: (_, row) => row.after !== undefined && <Value schema={form.schema} path={withoutNumbers(row.path)} value={row.after} /> },
      ]}
    />
  );
}

function Compare({ form, entries, named }: { form: RegisterForm; entries: Entry[]; named: Named }) {
  const { t } = useTranslation();
  const versions = entries.filter((entry, index) => entries.findIndex((other) => other.version === entry.version) === index);
  const [before, setBefore] = useState(versions[1]?.index);
  const [after, setAfter] = useState(versions[0]?.index);
  if (versions.length < 2) return null;
  const options = versions.map((entry) => ({ value: entry.index, label: t("records.version", { version: entry.version }) }));
  return (
    <Card title={t("records.compare")} size="small">
      <Flex wrap gap={8} style={{ marginBottom: 12 }}>
        <Select aria-label={t("records.before")} value={before} options={options} onChange={setBefore} style={{ minWidth: 120 }} />
        <Select aria-label={t("records.after")} value={after} options={options} onChange={setAfter} style={{ minWidth: 120 }} />
      </Flex>
      {before !== undefined && after !== undefined && <Differences form={form} named={named} before={before} after={after} />}
    </Card>
  );
}

export function History({ form, entries, named }: { form: RegisterForm; entries: Entry[]; named: Named }) {
  return (
    <Flex vertical gap={16}>
      <Compare form={form} entries={entries} named={named} />
      <Timeline style={{ paddingTop: 8 }} items={entries.map((entry) => ({ key: entry.index, children: <Done form={form} entry={entry} /> }))} />
    </Flex>
  );
}
