// SPDX-License-Identifier: Apache-2.0
// What the cross-check says, kept apart by how certain it is: a discrepancy, a banker's question, or
// something that no one asked for.
import { Alert, Tabs } from "antd";
import { useTranslation } from "react-i18next";

import { certainties, type DealFinding } from "../api/deals";
import { Section } from "../app/Section";
import { Discrepancy } from "./Discrepancy";

export function Discrepancies({ findings, deal }: { findings: DealFinding[]; deal: string }) {
  const { t } = useTranslation();
  const items = certainties.map((certainty) => {
    const own = findings.filter((finding) => finding.certainty === certainty);
    const label = `${t(`deals.certainty.${certainty}`)} (${own.length})`;
    return {
      key: certainty,
      label,
      forceRender: true, // paper has no tabs: all are printed
      children: (
        <>
          <h3 className="print-only">{label}</h3>
          {own.length === 0 && <Alert showIcon type="success" message={t(`deals.agreed.${certainty}`)} />}
          {own.length > 0 && <p style={{ marginTop: 0 }}>{t(`deals.certaintyHelp.${certainty}`)}</p>}
          {own.map((finding, index) => (
            <Discrepancy key={index} finding={finding} deal={deal} />
          ))}
        </>
      ),
    };
  });
  return (
    <Section title={t("deals.discrepancies")}>
      <Tabs items={items} className="print-all" />
    </Section>
  );
}
