// SPDX-License-Identifier: Apache-2.0
// Files in, findings out: nothing is kept. Beside the findings stands the document, drawn or as it came.
import { InboxOutlined } from "@ant-design/icons";
import { Alert, Col, Empty, List, Progress, Row, Tag, Typography, Upload } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "../api/http";
import { checkFile, type Report, type Verdict } from "../api/report";
import { ScreenTitle } from "../app/ScreenTitle";
import { DocumentPane } from "./DocumentPane";
import { Findings } from "./Findings";

interface Checked {
  key: number;
  file: File;
  reports: Report[];
  problem?: string;
}

const colours: Record<Verdict, string> = {
  valid: "success",
  invalid: "error",
  "not checked": "warning",
  failed: "error",
};

function VerdictTag({ checked }: { checked: Checked }) {
  const { t } = useTranslation();
  const worst: Verdict =
    checked.problem !== undefined
      ? "failed"
      : (["failed", "invalid", "not checked", "valid"] as const).find((verdict) =>
          checked.reports.some((report) => report.verdict === verdict),
        ) ?? "not checked";
  return <Tag color={colours[worst]}>{t(`check.verdict.${worst}`)}</Tag>;
}

// Files are checked one after another, so that the first answers stand while the last are sent.
function useChecks(language: string) {
  const [all, setAll] = useState<Checked[]>([]);
  const [progress, setProgress] = useState({ done: 0, of: 0 });
  const queue = useRef<Promise<void>>(Promise.resolve());
  const next = useRef(0);
  const { t } = useTranslation();

  async function one(file: File) {
    const key = next.current++;
    let checked: Checked;
    try {
      checked = { key, file, reports: await checkFile(file, file.name, language) };
    } catch (error) {
      checked = { key, file, reports: [], problem: error instanceof Problem ? error.message : t("app.unreachable") };
    }
    setAll((before) => [checked, ...before]);
    setProgress((before) => ({ ...before, done: before.done + 1 }));
  }

  function add(file: File) {
    setProgress(({ done, of }) => (done === of ? { done: 0, of: 1 } : { done, of: of + 1 }));
    queue.current = queue.current.then(() => one(file));
  }

  return { all, add, progress };
}

export function CheckScreen() {
  const { t, i18n } = useTranslation();
  const { all, add, progress } = useChecks(i18n.language);
  const [chosen, setChosen] = useState<number>();
  const [line, setLine] = useState<number>();
  const shown = all.find((checked) => checked.key === chosen) ?? all[0];

  const mend = (file: File) => {
    setChosen(undefined); // the newest is shown
    add(file);
  };

  return (
    <>
      <ScreenTitle text={t("check.title")} />
      <Upload.Dragger
        multiple
        showUploadList={false}
        beforeUpload={(file) => {
          add(file);
          return false; // it is sent by us
        }}
        style={{ marginBottom: 16 }}
      >
        <InboxOutlined style={{ fontSize: 32 }} aria-hidden />
        <p>{t("check.drop")}</p>
        <p style={{ opacity: 0.75 }}>{t("check.dropHelp")}</p>
      </Upload.Dragger>
      {progress.done < progress.of && (
        <Progress
          percent={Math.round((100 * progress.done) / progress.of)}
          aria-label={t("check.progress", { done: progress.done, of: progress.of })}
        />
      )}
      {!shown && <Empty description={t("check.nothing")} />}
      {all.length > 1 && (
        <List
          size="small"
          bordered
          dataSource={all}
          rowKey="key"
          style={{ marginBottom: 16, maxHeight: 240, overflow: "auto" }}
          renderItem={(checked) => (
            <List.Item>
              <Typography.Link onClick={() => setChosen(checked.key)} strong={checked === shown}>
                {checked.file.name}
              </Typography.Link>
              <VerdictTag checked={checked} />
            </List.Item>
          )}
        />
      )}
      {shown && (
        <Row gutter={[16, 16]} aria-live="polite">
          <Col xs={24} xl={12}>
            <Typography.Title level={2} style={{ fontSize: 18 }}>
              {shown.file.name} <VerdictTag checked={shown} />
            </Typography.Title>
            {shown.problem && <Alert type="error" message={shown.problem} showIcon />}
            {shown.reports.map((report, index) => (
              <Findings key={index} report={report} onPlace={setLine} />
            ))}
          </Col>
          <Col xs={24} xl={12}>
            <DocumentPane key={shown.key} file={shown.file} line={line} onMended={mend} />
          </Col>
        </Row>
      )}
    </>
  );
}
