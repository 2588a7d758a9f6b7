// SPDX-License-Identifier: Apache-2.0
// What may be done next; what may not yet, with what stands in its way.
import { App, Button, Flex } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { makeTransition, type Matter, type Offer, type RegisterPages } from "../api/registers";
import { useDeed } from "../app/answer";
import { ReasonDialog } from "../app/ReasonDialog";
import { Section } from "../app/Section";
import { titleOf } from "../records/form/terms";
import type { Shown } from "./MatterView";
import { useWarned } from "./useWarned";

// What goes on stands out from what turns back, and from what a review that is not whole should decide.
function leadsOn({ declared }: RegisterPages, { state, review }: Matter, { to, wantsReason }: Offer): boolean {
  const isAwaited = declared.review?.in === state && review !== undefined && review.given < review.wanted;
  return !wantsReason && !isAwaited && ["progress", "good", "done"].includes(declared.states?.[to]?.tone ?? "neutral");
}

const erases = ({ declared }: RegisterPages, { id }: Offer) => declared.transitions?.[id]?.effects?.some(({ erase }) => erase) ?? false;

function Obstacles({ form, offer: { id, obstacles, missing } }: { form: RegisterPages; offer: Offer }) {
  const { t } = useTranslation();
  return (
    <ul id={`why-${id}`} className="obstacles">
      {obstacles.map((obstacle) => (
        <li key={obstacle}>{obstacle}</li>
      ))}
      {missing.map((path) => (
        <li key={path}>{t("registers.isWanted", { title: titleOf(form.schema, path) })}</li>
      ))}
    </ul>
  );
}

export function Transitions({ form, matter, named, again }: Shown) {
  const { t } = useTranslation();
  const { message, modal } = App.useApp();
  const deed = useDeed();
  const warn = useWarned();
  const [asked, setAsked] = useState<Offer>();
  const make = async (offer: Offer, reason?: string) => {
    setAsked(undefined);
    const move = async () => warn(await makeTransition(named, matter.version, offer.id, reason));
    if (await deed(move)) void message.success(t("registers.done", { label: offer.label }));
    again();
  };
  const begin = (offer: Offer) => {
    if (offer.wantsReason) setAsked(offer);
    else if (erases(form, offer)) modal.confirm({ title: offer.label, content: t("registers.erases"), okText: offer.label, okButtonProps: { danger: true }, cancelText: t("records.cancel"), onOk: () => make(offer) });
    else void make(offer);
  };
  if (matter.transitions.length === 0) return null;
  return (
    <Section title={t("registers.next")}>
      <Flex vertical gap={12} align="start">
        {matter.transitions.map((offer) => (
          <div key={offer.id}>
            <Button type={offer.isOpen && leadsOn(form, matter, offer) ? "primary" : "default"} disabled={!offer.isOpen} aria-describedby={`why-${offer.id}`} onClick={() => begin(offer)}>
              {offer.label}
            </Button>
            {!offer.isOpen && <Obstacles form={form} offer={offer} />}
          </div>
        ))}
      </Flex>
      {asked && <ReasonDialog label={asked.label} onGive={(reason) => void make(asked, reason)} onLeave={() => setAsked(undefined)} />}
    </Section>
  );
}
