// SPDX-License-Identifier: Apache-2.0
// What the parties say to a document that another put into the deal: accepted, or refused and why.
import { Alert, App, Button, Flex } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { replyToDocument, type Deal, type DealDocument, type Reply } from "../api/deals";
import { useDeed } from "../app/answer";
import { showMoment } from "../app/moment";
import { ReasonDialog } from "../app/ReasonDialog";
import { partyName } from "./parties";

function Said({ deal, reply }: { deal: Deal; reply: Reply }) {
  const { t, i18n } = useTranslation();
  const isAccepted = reply.state === "accepted";
  const outdated = !reply.holds && ` · ${t("deals.outdated", { version: reply.version })}`;
  return (
    <Alert
      type={!reply.holds ? "info" : isAccepted ? "success" : "error"}
      showIcon
      message={
        <>
          {t(`deals.reply.${reply.state}`, { party: partyName(deal.content, reply.organisation) })} · {showMoment(reply.time, i18n.language)}
          {outdated}
        </>
      }
      description={reply.reason && <span style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{reply.reason}</span>}
    />
  );
}

export function Replies({ deal, document, again }: { deal: Deal; document: DealDocument; again: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const deed = useDeed();
  const [isRefusing, setIsRefusing] = useState(false);
  const reply = async (state: Reply["state"], reason?: string) => {
    setIsRefusing(false);
    if (await deed(() => replyToDocument(deal.deal.id, document, state, reason))) void message.success(t("deals.replied"));
    again();
  };
  return (
    <Flex vertical gap={8} style={{ marginBottom: 12 }}>
      {document.replies?.map((one) => <Said key={one.organisation} deal={deal} reply={one} />)}
      {document.mayReply && (
        <Flex gap={8}>
          <Button type="primary" onClick={() => void reply("accepted")}>
            {t("deals.acceptDocument")}
          </Button>
          <Button danger onClick={() => setIsRefusing(true)}>
            {t("deals.refuseDocument")}
          </Button>
        </Flex>
      )}
      {isRefusing && <ReasonDialog label={t("deals.refuseDocument")} onGive={(reason) => void reply("refused", reason)} onLeave={() => setIsRefusing(false)} />}
    </Flex>
  );
}
