// SPDX-License-Identifier: Apache-2.0
// Kinds of documents × how far they have come.
import { Card, Table } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { DealDocument, DealFinding } from "../api/deals";
import { listRegisters } from "../api/records";
import { Answered, useAnswer } from "../app/answer";
import { matrixOf, steps, type MatrixRow, type Step } from "./matrix";

// Told by sign and word, not by colour alone.
const signs: Record<Step, string> = { expected: "○", received: "●", checked: "✓", discrepant: "✗", accepted: "★" };

function Numbers({ row, deal }: { row: MatrixRow; deal: string }) {
  const { t } = useTranslation();
  return (
    <>
      {row.documents.map((document) => (
        <div key={document.id}>
          <Link to={`/records/${document.register}/${document.id}`}>{document.facets.number?.[0] ?? document.id}</Link>
        </div>
      ))}
      {row.awaited.map((number) => (
        <div key={number}>
          {t("deals.awaited", { number })} <Link to={`/records/${row.kind}/new?deal=${encodeURIComponent(deal)}`}>{t("deals.write")}</Link>
        </div>
      ))}
    </>
  );
}

interface Properties {
  deal: string;
  documents: DealDocument[];
  findings?: DealFinding[];
}

export function DocumentMatrix({ deal, documents, findings }: Properties) {
  const { t, i18n } = useTranslation();
  const registers = useAnswer(listRegisters, [i18n.language]);
  return (
    <Card title={<h2 style={{ fontSize: 16, margin: 0 }}>{t("deals.matrix")}</h2>} size="small">
      <Answered answer={registers}>
        {(all) => (
          <Table<MatrixRow>
            rowKey="kind"
            size="small"
            pagination={false}
            scroll={{ x: "max-content" }}
            dataSource={matrixOf(documents, findings, new Map(all.map(({ name, title }) => [name, title])))}
            columns={[
              { title: t("deals.kind"), dataIndex: "title" },
              { title: t("records.number"), render: (_, row) => <Numbers row={row} deal={deal} /> },
              ...steps.map((step) => ({
                title: t(`deals.step.${step}`),
                align: "center" as const,
                render: (_: unknown, row: MatrixRow) =>
                  row.step === step && (
                    <span title={t(`deals.step.${step}`)} className={`step-${step}`}>
                      {signs[step]}
                      {step === "discrepant" && ` ${row.findings}`}
                    </span>
                  ),
              })),
            ]}
          />
        )}
      </Answered>
    </Card>
  );
}
