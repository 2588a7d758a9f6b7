// SPDX-License-Identifier: Apache-2.0
// The journal: its signed head, the proof of any entry, and for auditors what was done.
import { Button, Card, Flex, Form, InputNumber, Table, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { getCheckpoint, getVerifier, listEntries, type Checkpoint } from "../api/journal";
import type { Entry } from "../api/records";
import { Answered, useAnswer } from "../app/answer";
import { useEvents } from "../app/events";
import { showMoment } from "../app/moment";
import { useDeeds, useDoers, useKinds, useOrganisations } from "../app/names";
import { ScreenTitle } from "../app/ScreenTitle";
import { useSession } from "../session/Session";
import { InclusionProof } from "./InclusionProof";

const PAGE = 50; // entries

function Head({ head, verifier }: { head: Checkpoint; verifier: string }) {
  const { t } = useTranslation();
  return (
    <Card title={t("journal.head", { count: head.size })}>
      <p>{t("journal.headHelp")}</p>
      <Typography.Paragraph copyable={{ text: head.text }} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", fontFamily: "monospace" }}>
        {head.text}
      </Typography.Paragraph>
      <Typography.Text type="secondary">{t("journal.verifier")}</Typography.Text>
      <Typography.Paragraph copyable style={{ overflowWrap: "anywhere", fontFamily: "monospace" }}>
        {verifier.trim()}
      </Typography.Paragraph>
    </Card>
  );
}

function Proving({ size }: { size: number }) {
  const { t } = useTranslation();
  const [index, setIndex] = useState<number>();
  return (
    <Card title={t("journal.proof")}>
      <Form<{ index: number }> layout="inline" onFinish={(fields) => setIndex(fields.index)} style={{ marginBottom: 12, rowGap: 8 }}>
        <Form.Item name="index" label={t("journal.entry")} rules={[{ required: true }]}>
          <InputNumber min={0} max={size - 1} precision={0} />
        </Form.Item>
        <Button htmlType="submit">{t("journal.proveIt")}</Button>
      </Form>
      {index !== undefined && <InclusionProof index={index} />}
    </Card>
  );
}

function Entries({ size }: { size: number }) {
  const { t, i18n } = useTranslation();
  const kindOf = useKinds();
  const deedOf = useDeeds();
  const doerOf = useDoers();
  const organisationOf = useOrganisations();
  const [page, setPage] = useState(1);
  const from = Math.max(0, size - page * PAGE);
  const limit = Math.min(PAGE, size - (page - 1) * PAGE);
  const entries = useAnswer(async () => (await listEntries(from, limit)).reverse(), [from, limit]);
  return (
    <Card title={t("journal.entries")}>
      <Answered answer={entries}>
        {(rows) => (
          <Table<Entry>
            rowKey="index"
            size="small"
            dataSource={rows}
            scroll={{ x: "max-content" }}
            pagination={{ current: page, pageSize: PAGE, total: size, onChange: setPage, showSizeChanger: false }}
            columns={[
              { title: t("journal.entry"), dataIndex: "index" },
              { title: t("journal.time"), dataIndex: "time", render: (time: string) => showMoment(time, i18n.language) },
              { title: t("journal.actor"), render: (_, entry) => <span className="clip" title={entry.actor}>{doerOf(entry)}</span> },
              { title: t("journal.action"), render: (_, entry) => deedOf(entry) },
              { title: t("journal.record"), render: (_, entry) => <span title={entry.record}>{kindOf(entry.register)}</span> },
              { title: t("journal.organisation"), render: (_, entry) => organisationOf(entry) },
            ]}
          />
        )}
      </Answered>
    </Card>
  );
}

export function JournalScreen() {
  const { t } = useTranslation();
  const { person } = useSession();
  const head = useAnswer(() => Promise.all([getCheckpoint(), getVerifier()]), []);
  useEvents(() => true, head.again, person !== undefined);
  return (
    <>
      <ScreenTitle text={t("journal.title")} />
      <Answered answer={head}>
        {([checkpoint, verifier]) => (
          <Flex vertical gap={16}>
            <Head head={checkpoint} verifier={verifier} />
            <Proving size={checkpoint.size} />
            {person?.role === "auditor" && <Entries size={checkpoint.size} />}
          </Flex>
        )}
      </Answered>
    </>
  );
}
