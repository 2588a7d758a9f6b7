// SPDX-License-Identifier: Apache-2.0
// Documents that may belong to the deal: they have a number of it, or one that is nearly the same.
import { Button, Flex } from "antd";
import { useTranslation } from "react-i18next";

import { joinDeal, listProposals, type Proposal } from "../api/deals";
import { useAnswer, useDeed } from "../app/answer";
import { LinkButton } from "../app/LinkButton";
import { useKinds } from "../app/names";
import { Section } from "../app/Section";

export function Proposals({ deal, onJoined }: { deal: string; onJoined: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const kindOf = useKinds();
  const proposals = useAnswer(() => listProposals(deal), [deal]);
  const join = (proposal: Proposal) =>
    deed(async () => {
      await joinDeal(deal, proposal);
      proposals.again();
      onJoined();
    });
  if (!proposals.value?.length) return null;
  return (
    <Section title={t("deals.proposals")}>
      {proposals.value.map((proposal) => (
        <Flex key={proposal.record} wrap gap={8} justify="space-between">
          <span>{t(proposal.same ? "deals.sameNumber" : "deals.nearNumber", { ...proposal, register: `${kindOf(proposal.register)} ${proposal.recordNumber ?? ""}`.trim() })}</span>
          <Flex gap={8}>
            <LinkButton size="small" to={`/records/${proposal.register}/${proposal.record}`}>
              {t("deals.look")}
            </LinkButton>
            <Button size="small" onClick={() => void join(proposal)}>
              {t("deals.join")}
            </Button>
          </Flex>
        </Flex>
      ))}
    </Section>
  );
}
