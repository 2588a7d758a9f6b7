// SPDX-License-Identifier: Apache-2.0
// What a list is narrowed by: states, and what the register names as facets, with how many there are.
import { Button, Flex, Typography } from "antd";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { FacetCount } from "../api/records";
import type { Filter, RegisterPages } from "../api/registers";
import { Section } from "../app/Section";
import { Value } from "../records/Value";
import { useNames } from "./useNames";
import { columnTitle, wordsIn } from "./words";

const SHOWN_AT_FIRST = 6; // of a facet's values

interface Choice {
  value: string;
  name: ReactNode;
  count?: number;
}

interface Group {
  title: string;
  choices: Choice[];
  chosen?: string;
  onChoose: (value: string | undefined) => void;
}

function FacetGroup({ title, choices, chosen, onChoose }: Group) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? choices : choices.filter(({ value }, index) => index < SHOWN_AT_FIRST || value === chosen);
  if (choices.length === 0) return null;
  return (
    <div role="group" aria-label={title}>
      <Typography.Text strong>{title}</Typography.Text>
      <Flex wrap gap={4} style={{ marginTop: 4 }}>
        {shown.map(({ value, name, count }) => (
          <Button key={value} size="small" className="facet" type={value === chosen ? "primary" : "default"} aria-pressed={value === chosen} onClick={() => onChoose(value === chosen ? undefined : value)}>
            <span>{name}</span>
            {count !== undefined && <span> {count}</span>}
          </Button>
        ))}
        {shown.length < choices.length && (
          <Button size="small" type="link" onClick={() => setWhole(true)}>
            {t("registers.further", { count: choices.length - shown.length })}
          </Button>
        )}
      </Flex>
    </div>
  );
}

interface Properties {
  form: RegisterPages;
  counts?: FacetCount[]; // none: they are not known
  chosen: Filter;
  onChoose: (chosen: Filter) => void;
}

export function Facets({ form, counts, chosen, onChoose }: Properties) {
  const { t, i18n } = useTranslation();
  const { states = {}, facets = [] } = form.declared;
  const countsOf = (facet: string) => (counts ?? []).filter((one) => one.facet === facet);
  const ofState = (state: string) => (counts ? countsOf("state").find(({ value }) => value === state)?.count ?? 0 : undefined);
  const stateChoices = Object.entries(states)
    .map(([value, { label }]) => ({ value, name: wordsIn(label, i18n.language) ?? value, count: ofState(value) }))
    .filter(({ value, count }) => count !== 0 || value === chosen.state);
  const [facet, facetValue] = [chosen.facet?.slice(0, chosen.facet.indexOf(":")), chosen.facet?.slice(chosen.facet.indexOf(":") + 1)];
  const names = useNames(form);
  if (stateChoices.length === 0 && !facets.some((path) => countsOf(path).length > 0)) return null;
  return (
    <Section title={t("registers.narrowBy")}>
      <Flex vertical gap={12}>
        <FacetGroup title={t("records.state")} choices={stateChoices} chosen={chosen.state} onChoose={(state) => onChoose({ state })} />
        {facet === "number" && (
          <FacetGroup
            title={t("records.number")}
            choices={[{ value: facetValue!, name: facetValue }]}
            chosen={facetValue}
            onChoose={() => onChoose({ facet: undefined })}
          />
        )}
        {facets.map((path) => (
          <FacetGroup
            key={path}
            title={columnTitle(form.schema, path)}
            choices={countsOf(path).map(({ value, count }) => ({ value, count, name: names(path, value) ?? <Value schema={form.schema} path={path} value={value} /> }))}
            chosen={facet === path ? facetValue : undefined}
            onChoose={(value) => onChoose({ facet: value && `${path}:${value}` })}
          />
        ))}
      </Flex>
    </Section>
  );
}
