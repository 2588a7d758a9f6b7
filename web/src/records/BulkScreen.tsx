// SPDX-License-Identifier: Apache-2.0
// Many documents of a register at once: a ZIP archive, or lines of JSON. What is refused is told as it comes.
import { DownloadOutlined, InboxOutlined } from "@ant-design/icons";
import { Alert, App, Button, Flex, Progress, Table, Typography, Upload } from "antd";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router-dom";

import { keepMany, type Bulk, type BulkProblem, type BulkProgress, type BulkReceipt } from "../api/bulk";
import { saveAs } from "../api/documents";
import { Problem } from "../api/http";
import { useKinds } from "../app/names";
import { ScreenTitle } from "../app/ScreenTitle";
import { Section } from "../app/Section";
import { addressOf } from "../registers/words";
import { useSession } from "../session/Session";
import { refusedTable } from "./refused";

type Course = "under way" | "done" | "cancelled" | "broken";

interface Lot {
  name: string;
  course: Course;
  progress?: BulkProgress;
}

function useLot(register: string, deal: string | undefined) {
  const { message } = App.useApp();
  const { t } = useTranslation();
  const [lot, setLot] = useState<Lot>();
  const bulk = useRef<Bulk>();
  useEffect(() => () => bulk.current?.cancel(), []); // who leaves the page has cancelled
  async function begin(file: File) {
    const end = (course: Course) => setLot((before) => before && before.course === "under way" ? { ...before, course } : before);
    setLot({ name: file.name, course: "under way" });
    bulk.current = keepMany(register, file, deal, (progress) => setLot((before) => before && { ...before, progress }));
    try {
      await bulk.current.end;
      end("done");
    } catch (error) {
      end("broken");
      void message.error(error instanceof Problem ? error.message : t("app.unreachable"));
    }
  }
  function cancel() {
    setLot((before) => before && { ...before, course: "cancelled" });
    bulk.current?.cancel();
  }
  return { lot, begin, cancel };
}

function Bar({ lot: { course, progress } }: { lot: Lot }) {
  const { t } = useTranslation();
  const isSent = progress && progress.of > 0;
  const percent = isSent ? Math.floor((100 * progress.done) / progress.of) : progress?.sent ?? 0;
  const status = course === "broken" ? "exception" : course === "under way" ? "active" : course === "done" ? "success" : "normal";
  return (
    <>
      <Progress percent={percent} status={status} aria-label={t(isSent ? "bulk.working" : "bulk.sending")} />
      <p role="status">
        {isSent ? t("bulk.count", { done: progress.done, of: progress.of, kept: progress.kept, refused: progress.refused }) : t("bulk.sending")}
      </p>
    </>
  );
}

// Where something is wrong and what; of what could not be read, why.
function Why({ problem: { detail, findings } }: { problem: BulkProblem }) {
  if (!findings?.length) return <>{detail}</>;
  return (
    <ul style={{ margin: 0, paddingInlineStart: 16 }}>
      {findings.map(({ place, message, rule }, index) => (
        <li key={index}>
          {place && <code>{place}</code>} {message} {rule && `(${rule})`}
        </li>
      ))}
    </ul>
  );
}

const pages = (rows: unknown[]) => (rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : (false as const));

function Problems({ problems, register }: { problems: BulkProblem[]; register: string }) {
  const { t } = useTranslation();
  const take = () => {
    const table = refusedTable(problems, [t("bulk.number"), t("bulk.file"), t("bulk.where"), t("bulk.why")]);
    saveAs(new Blob([table], { type: "text/csv" }), `${register}-${t("bulk.refusedFile")}.csv`);
  };
  const extra = (
    <Button size="small" icon={<DownloadOutlined aria-hidden />} onClick={take}>
      {t("bulk.takeRefused")}
    </Button>
  );
  return (
    <Section title={t("bulk.refused", { count: problems.length })} extra={extra}>
      <Table<BulkProblem>
        rowKey="number"
        size="small"
        aria-label={t("bulk.refused", { count: problems.length })}
        dataSource={problems}
        scroll={{ x: "max-content" }}
        pagination={pages(problems)}
        columns={[
          { title: t("bulk.number"), dataIndex: "number" },
          { title: t("bulk.file"), dataIndex: "name" },
          { title: t("bulk.why"), render: (_, problem) => <Why problem={problem} /> },
        ]}
      />
    </Section>
  );
}

// What was kept, and is worth a look: each leads to its record.
function Remarked({ receipts, register }: { receipts: BulkReceipt[]; register: string }) {
  const { t } = useTranslation();
  const { person } = useSession();
  return (
    <Section title={t("registers.warned")}>
      <Table<BulkReceipt>
        rowKey="line"
        size="small"
        aria-label={t("registers.warned")}
        dataSource={receipts}
        scroll={{ x: "max-content" }}
        pagination={pages(receipts)}
        columns={[
          { title: t("bulk.number"), dataIndex: "line" },
          {
            title: t("records.number"),
            render: (_, { id, number }) => <Link to={addressOf({ register, organisation: person?.organisation ?? "", id })}>{number ?? id}</Link>,
          },
          { title: t("bulk.remark"), render: (_, { findings = [] }) => findings.map(({ message }, index) => <div key={index}>{message}</div>) },
        ]}
      />
    </Section>
  );
}

const tones = { done: "success", cancelled: "info", broken: "error" } as const;

// `home`: the screen that lists what was kept.
export function BulkScreen({ home }: { home: "records" | "registers" }) {
  const { t } = useTranslation();
  const { register = "" } = useParams();
  const [query] = useSearchParams();
  const title = useKinds()(register);
  const { lot, begin, cancel } = useLot(register, query.get("deal") ?? undefined);
  const isUnderWay = lot?.course === "under way";
  return (
    <>
      <ScreenTitle text={t("bulk.title", { title })}>
        <Link to={`/${home}/${register}`}>{t("bulk.back")}</Link>
      </ScreenTitle>
      <Flex vertical gap={16}>
        <Upload.Dragger showUploadList={false} disabled={isUnderWay} accept=".zip,.ndjson,.jsonl,.json" beforeUpload={(file) => (void begin(file), false)}>
          <InboxOutlined style={{ fontSize: 32 }} aria-hidden />
          <p>{t("bulk.drop")}</p>
          <p className="quiet">{t("bulk.dropHelp")}</p>
        </Upload.Dragger>
        {lot && (
          <section aria-label={lot.name}>
            <Flex wrap gap={12} align="center" justify="space-between">
              <Typography.Title level={2} style={{ fontSize: 18, margin: 0, overflowWrap: "anywhere" }}>
                {lot.name}
              </Typography.Title>
              {isUnderWay && (
                <Button danger onClick={cancel}>
                  {t("bulk.cancel")}
                </Button>
              )}
            </Flex>
            <Bar lot={lot} />
            {lot.course !== "under way" && (
              <Alert
                showIcon
                type={tones[lot.course]}
                message={t(`bulk.${lot.course}`, { count: lot.progress?.kept ?? 0 })}
                action={<Link to={`/${home}/${register}`}>{t("bulk.see")}</Link>}
              />
            )}
          </section>
        )}
        {lot?.progress && lot.progress.problems.length > 0 && <Problems problems={lot.progress.problems} register={register} />}
        {lot?.progress && lot.progress.remarked.length > 0 && <Remarked receipts={lot.progress.remarked} register={register} />}
      </Flex>
    </>
  );
}
