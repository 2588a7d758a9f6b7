// SPDX-License-Identifier: Apache-2.0
// Records of a pair brought together one to one: what is proposed and why, and then both sides are told.
import { Alert, App, Button, Empty, Flex, Select, Tag, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router-dom";

import { assign, type AssignedPair, type AssignedSide, type Assignment, type MatchUses, type PairUse } from "../api/matching";
import { getRegister, type RegisterPages } from "../api/registers";
import type { FacetCount } from "../api/records";
import { searchRecords } from "../api/search";
import type { FacetChoice } from "../api/searches";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { Percent } from "../app/Percent";
import { Section } from "../app/Section";
import { Reasons } from "../registers/Matches";
import { useNames } from "../registers/useNames";
import { addressOf, columnTitle, wordsIn } from "../registers/words";
import { Value } from "../records/Value";
import { choiceOf, keyOf } from "./narrowing";
import { usePairNames } from "./usePairNames";

const CHOICES_MAX = 16; // that the server takes

function Narrowing({ form, counts, chosen, onChoose }: { form: RegisterPages; counts: FacetCount[]; chosen: FacetChoice[]; onChoose: (chosen: FacetChoice[]) => void }) {
  const { t, i18n } = useTranslation();
  const names = useNames(form);
  const nameOf = (facet: string, value: string) =>
    facet === "state" ? wordsIn(form.declared.states?.[value]?.label, i18n.language) ?? value : names(facet, value) ?? <Value schema={form.schema} path={facet} value={value} />;
  const options = ["state", ...(form.declared.facets ?? [])]
    .map((facet) => ({
      label: facet === "state" ? t("records.state") : columnTitle(form.schema, facet),
      options: counts.filter((count) => count.facet === facet).map(({ value, count }) => ({ value: keyOf({ facet, value }), label: <>{nameOf(facet, value)} ({count})</> })),
    }))
    .filter((group) => group.options.length > 0);
  return (
    <Select
      mode="multiple"
      allowClear
      maxCount={CHOICES_MAX}
      value={chosen.map(keyOf)}
      onChange={(keys: string[]) => onChoose(keys.map(choiceOf))}
      options={options}
      aria-label={t("registers.narrowBy")}
      placeholder={t("registers.narrowBy")}
      style={{ width: "100%", maxWidth: 640 }}
    />
  );
}

function Side({ side }: { side: AssignedSide }) {
  return (
    <Flex gap={8} align="center" wrap>
      <Link to={addressOf(side)}>{side.title || side.id}</Link>
      <Tag className="owner">{side.organisationName ?? side.organisation}</Tag>
    </Flex>
  );
}

function Given({ pair: { here, there, score = 0, reasons = [] } }: { pair: AssignedPair }) {
  const { t } = useTranslation();
  return (
    <li>
      <Flex gap={12} align="center" wrap>
        <Side side={here} />
        <span aria-hidden>↔</span>
        {there && <Side side={there} />}
        <Percent share={score} label={t("registers.score")} />
      </Flex>
      <Reasons reasons={reasons} />
    </li>
  );
}

function Proposal({ assignment, isDone, onDo }: { assignment: Assignment; isDone: boolean; onDo: () => void }) {
  const { t, i18n } = useTranslation();
  const given = assignment.pairs.filter(({ there }) => there);
  const left = assignment.pairs.filter(({ there }) => !there);
  const sum = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 }).format(assignment.score);
  if (assignment.pairs.length === 0) return <Empty description={t("matching.nobodyStands")} />;
  return (
    <Flex vertical gap={16}>
      {isDone && <Alert type="success" showIcon role="status" message={t("matching.told", { count: given.length })} />}
      <Section
        title={t("matching.proposed", { given: given.length, of: assignment.pairs.length })}
        extra={
          given.length > 0 && !isDone && (
            <Button type="primary" onClick={onDo}>
              {t("matching.bring")}
            </Button>
          )
        }
      >
        <Typography.Text type="secondary">{t("matching.sum", { sum })}</Typography.Text>
        {given.length === 0 ? (
          <Empty description={t("registers.noMatches")} />
        ) : (
          <ul className="conditions">
            {given.map((pair) => (
              <Given key={`${pair.here.organisation} ${pair.here.id}`} pair={pair} />
            ))}
          </ul>
        )}
      </Section>
      {left.length > 0 && (
        <Section title={t("matching.left", { count: left.length })}>
          <ul className="conditions">
            {left.map(({ here }) => (
              <li key={`${here.organisation} ${here.id}`}>
                <Side side={here} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Flex>
  );
}

// Only looked at until the button is pressed; whoever is told is told of what he may see.
function Assigning({ pair }: { pair: PairUse }) {
  const { t, i18n } = useTranslation();
  const { modal } = App.useApp();
  const deed = useDeed();
  const [chosen, setChosen] = useState<FacetChoice[]>([]);
  const [done, setDone] = useState<string>(); // the mark of what was done
  const form = useAnswer(() => getRegister(pair.register, i18n.language), [pair.register, i18n.language]);
  const facets = form.value && ["state", ...(form.value.declared.facets ?? [])].join(",");
  const counts = useAnswer(async () => (facets ? (await searchRecords({ register: pair.register, count: facets, limit: 1 })).counts : []), [pair.register, facets]);
  const proposal = useAnswer(() => assign(pair, chosen), [pair.pair, JSON.stringify(chosen), i18n.language]);
  const bring = async (preview: string) => {
    const isTold = await deed(() => assign(pair, chosen, preview));
    if (isTold) setDone(preview);
    else proposal.again(); // what has changed must be looked at again
  };
  const sure = (preview: string) =>
    modal.confirm({ title: t("matching.bring"), content: t("matching.sure"), okText: t("matching.tell"), cancelText: t("records.cancel"), onOk: () => bring(preview) });
  return (
    <>
      {form.value && <Narrowing form={form.value} counts={counts.value ?? []} chosen={chosen} onChoose={setChosen} />}
      <Answered answer={proposal}>
        {(assignment) => <Proposal assignment={assignment} isDone={done === assignment.preview} onDo={() => sure(assignment.preview)} />}
      </Answered>
    </>
  );
}

export function OneToOne({ uses }: { uses: MatchUses }) {
  const { t } = useTranslation();
  const [query, setQuery] = useSearchParams();
  const nameOf = usePairNames();
  const pairs = uses.pairs.filter(({ mayAssign }) => mayAssign);
  const chosen = pairs.find(({ pair }) => pair === query.get("pair")) ?? (pairs.length === 1 ? pairs[0] : undefined);
  if (pairs.length === 0) return <Empty description={t("matching.noneToAssign")} />;
  return (
    <Flex vertical gap={16}>
      <p className="quiet">{t("matching.assignHelp")}</p>
      <Select
        value={chosen?.pair}
        onChange={(pair) => setQuery({ view: "assign", pair })}
        options={pairs.map((pair) => ({ value: pair.pair, label: nameOf(pair) }))}
        aria-label={t("matching.pair")}
        placeholder={t("matching.pair")}
        style={{ width: "100%", maxWidth: 640 }}
      />
      {chosen && <Assigning key={chosen.pair} pair={chosen} />}
    </Flex>
  );
}
