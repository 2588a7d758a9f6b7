// SPDX-License-Identifier: Apache-2.0
// What is wrong with one document: worst first, each with its place, what was found, and the remedy.
import { Alert, Button, Card, Descriptions, Space, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";

import { findingsOf, messageOf, type Finding, type Report, type Severity } from "../api/report";

const order: Record<Severity, number> = { error: 0, warning: 1, information: 2 };
const colours: Record<Severity, string> = { error: "error", warning: "warning", information: "processing" };
const SHOWN_MAX = 200; // more is read in the downloaded report

function FindingCard({ finding, onPlace }: { finding: Finding & { ruleset: string }; onPlace: (line: number) => void }) {
  const { t, i18n } = useTranslation();
  const rows = [
    { key: "remedy", label: t("check.remedy"), children: finding.help?.remedy },
    { key: "why", label: t("check.why"), children: finding.help?.why },
    {
      key: "found",
      label: t("check.found"),
      children: finding.found?.length && finding.found.map(({ path, value }) => (
        <div key={path}>
          <code>{path}</code> = {value}
        </div>
      )),
    },
    { key: "example", label: t("check.example"), children: finding.help?.example && <code>{finding.help.example}</code> },
    { key: "rule", label: t("check.rule"), children: `${finding.rule} · ${finding.ruleset}` },
  ].filter((row) => row.children);
  return (
    <Card size="small" style={{ marginBottom: 8 }}>
      <Space align="start" style={{ width: "100%", justifyContent: "space-between" }}>
        <Typography.Text strong lang={i18n.language}>
          <Tag color={colours[finding.severity]}>{t(`check.severity.${finding.severity}`)}</Tag>
          {messageOf(finding, i18n.language)}
        </Typography.Text>
        {finding.line > 0 && (
          <Button size="small" onClick={() => onPlace(finding.line)}>
            {t("check.line", { line: finding.line })}
          </Button>
        )}
      </Space>
      <Descriptions size="small" column={1} items={rows} style={{ marginTop: 8 }} />
    </Card>
  );
}

export function Findings({ report, onPlace }: { report: Report; onPlace: (line: number) => void }) {
  const { t } = useTranslation();
  const all = findingsOf(report).sort((a, b) => order[a.severity] - order[b.severity] || a.line - b.line);
  if (all.length === 0)
    return <Alert type={report.verdict === "valid" ? "success" : "warning"} showIcon message={t(`check.verdict.${report.verdict}`)} description={report.reason} />;
  return (
    <>
      {all.slice(0, SHOWN_MAX).map((finding, index) => (
        <FindingCard key={index} finding={finding} onPlace={onPlace} />
      ))}
      {all.length > SHOWN_MAX && <Alert type="info" message={t("check.more", { count: all.length - SHOWN_MAX })} />}
    </>
  );
}
