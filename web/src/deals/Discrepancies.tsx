// SPDX-License-Identifier: Apache-2.0
// What the cross-check says, kept apart by how certain it is: a discrepancy, a banker's question, or
// something that no one asked for. It says so only of the documents that one sees.
import { Alert, Tabs } from "antd";
import { useTranslation } from "react-i18next";

import { certainties, type Certainty, type Deal, type DealFinding } from "../api/deals";
import { Section } from "../app/Section";
import { Discrepancy } from "./Discrepancy";
import { bankAndOthers, reachOf, type Reach } from "./reach";

// Nothing was found: of two documents on that is good news, of less it is none.
function Nothing({ certainty, reach }: { certainty: Certainty; reach: Reach }) {
  const { t } = useTranslation();
  if (reach.seen < 2) return <Alert showIcon type="info" message={t("deals.tooFew", { count: reach.seen })} />;
  const agreed = certainty === "certain" && reach.isCredit ? "bank" : certainty;
  return <Alert showIcon type="success" message={`${t("deals.compared", { count: reach.seen })} ${t(`deals.agreed.${agreed}`)}`} />;
}

function Found({ help, findings, deal }: { help: string; findings: DealFinding[]; deal: string }) {
  const { t } = useTranslation();
  if (findings.length === 0) return null;
  return (
    <>
      <p style={{ marginTop: 0 }}>{t(`deals.certaintyHelp.${help}`)}</p>
      {findings.map((finding, index) => (
        <Discrepancy key={index} finding={finding} deal={deal} />
      ))}
    </>
  );
}

function OfCertainty({ certainty, findings, deal }: { certainty: Certainty; findings: DealFinding[]; deal: Deal }) {
  const reach = reachOf(deal);
  const { id } = deal.deal;
  const { bank, others } = certainty === "certain" ? bankAndOthers(findings, reach) : { bank: [], others: findings };
  if (findings.length === 0) return <Nothing certainty={certainty} reach={reach} />;
  return (
    <>
      <Found help="bank" findings={bank} deal={id} />
      <Found help={certainty} findings={others} deal={id} />
    </>
  );
}

export function Discrepancies({ findings, deal }: { findings: DealFinding[]; deal: Deal }) {
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
          <OfCertainty certainty={certainty} findings={own} deal={deal} />
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
