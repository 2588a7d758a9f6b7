// SPDX-License-Identifier: Apache-2.0
// What is wrong with one document: worst first, each with its place, what was found, and the remedy.
import { Alert, Button, Card, Descriptions, Flex, Tag, Typography } from "antd";
import { useTranslation } from "react-i18next";

import { findingsOf, type FindingOfSet, type Report, type Severity } from "../api/report";
import { cellOf } from "./place";

const order: Record<Severity, number> = { broken: 0, error: 0, warning: 1, info: 2 };
const colours: Record<Severity, string> = { broken: "error", error: "error", warning: "warning", info: "processing" };
const SHOWN_MAX = 200; // more is read in the downloaded report

// Where a finding can lead on the screen that shows it.
interface Ways {
  onSource?: (finding: FindingOfSet) => void; // its line or cell
  onField?: (finding: FindingOfSet) => void; // its field in a form; a workbook is mended in its cells
}

function Leading({ finding, onSource, onField }: { finding: FindingOfSet } & Ways) {
  const { t } = useTranslation();
  const cell = cellOf(finding);
  const place = cell ? [cell.sheet, cell.cell ?? cell.row].filter(Boolean).join(" ") : finding.line && t("check.line", { line: finding.line });
  return (
    <Flex gap={4} wrap justify="end" className="no-print">
      {place && onSource && (
        <Button size="small" onClick={() => onSource(finding)}>
          {place}
        </Button>
      )}
      {onField && !cell && finding.field?.length !== 0 && (
        <Button size="small" onClick={() => onField(finding)}>
          {t("check.toField")}
        </Button>
      )}
    </Flex>
  );
}

function Found({ values }: { values: { path: string; value: string }[] }) {
  return (
    <div style={{ overflowWrap: "anywhere" }}>
      {values.map(({ path, value }) => (
        <div key={path}>
          <code>{path}</code> = {value}
        </div>
      ))}
    </div>
  );
}

function FindingCard({ finding, ...ways }: { finding: FindingOfSet } & Ways) {
  const { t } = useTranslation();
  const rows = [
    {
      key: "found",
      label: t("check.found"),
      children: finding.found?.length ? <Found values={finding.found} /> : undefined,
    },
    { key: "example", label: t("check.example"), children: finding.help?.example && <code>{finding.help.example}</code> },
    { key: "place", label: t("check.place"), children: finding.location && <span style={{ overflowWrap: "anywhere" }}>{finding.location.replace(/Q\{[^}]*\}/g, "")}</span> },
    { key: "rule", label: t("check.rule"), children: [finding.rule, finding.ruleset].filter(Boolean).join(" · ") },
  ].filter((row) => row.children);
  return (
    <Card size="small" className={`finding finding-${finding.severity}`}>
      <Flex gap={12} align="start" justify="space-between">
        <Typography.Text strong>
          <Tag color={colours[finding.severity]}>{t(`check.severity.${finding.severity}`)}</Tag>
          {finding.message}
        </Typography.Text>
        <Leading finding={finding} {...ways} />
      </Flex>
      {finding.help?.remedy && <p className="remedy">{finding.help.remedy}</p>}
      {finding.help?.why && <p className="quiet">{finding.help.why}</p>}
      {rows.length > 0 && (
        <details className="quiet">
          <summary>{t("check.details")}</summary>
          <Descriptions size="small" column={1} items={rows} style={{ marginTop: 8 }} />
        </details>
      )}
    </Card>
  );
}

function Verdict({ report }: { report: Report }) {
  const { t } = useTranslation();
  const all = findingsOf(report);
  const count = (severity: Severity) => all.filter((finding) => finding.severity === severity).length;
  const counted = t("check.counted", { errors: count("error"), warnings: count("warning") });
  // Why it is not checked, or cannot be read, only the server knows: the reason is the first of the faults, which have their places.
  const reason = report.verdict === "invalid" || report.verdict === "valid" ? all.length > 0 && counted : report.reason;
  const faults = (report.faults ?? []).map(({ text, line }) => (line ? `${t("check.line", { line })}: ${text}` : text));
  return (
    <Alert
      showIcon
      style={{ marginBottom: 8 }}
      type={report.verdict === "valid" ? "success" : report.verdict === "not checked" ? "warning" : "error"}
      message={t(`check.verdict.${report.verdict}`)}
      description={faults.length > 0 ? faults.map((fault, index) => <div key={index}>{fault}</div>) : reason}
    />
  );
}

export function Findings({ report, ...ways }: { report: Report } & Ways) {
  const { t } = useTranslation();
  const all = findingsOf(report).sort((a, b) => order[a.severity] - order[b.severity] || (a.line ?? 0) - (b.line ?? 0));
  return (
    <>
      <Verdict report={report} />
      {all.slice(0, SHOWN_MAX).map((finding, index) => (
        <FindingCard key={index} finding={finding} {...ways} />
      ))}
      {all.length > SHOWN_MAX && <Alert type="info" message={t("check.more", { count: all.length - SHOWN_MAX })} />}
    </>
  );
}
