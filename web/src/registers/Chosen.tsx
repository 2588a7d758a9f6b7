// SPDX-License-Identifier: Apache-2.0
// What a saved search is narrowed by, in the words of its register.
import { Fragment } from "react";
import { useTranslation } from "react-i18next";

import { getRegister, type RegisterPages } from "../api/registers";
import type { FacetChoice } from "../api/searches";
import { useAnswer } from "../app/answer";
import { Value } from "../records/Value";
import { useNames } from "./useNames";
import { wordsIn } from "./words";

function Named({ form, facets }: { form: RegisterPages; facets: FacetChoice[] }) {
  const { i18n } = useTranslation();
  const names = useNames(form);
  const name = ({ facet, value }: FacetChoice) =>
    (facet === "state" && wordsIn(form.declared.states?.[value]?.label, i18n.language)) || names(facet, value) || <Value schema={form.schema} path={facet} value={value} />;
  return facets.map((choice) => (
    <Fragment key={choice.facet}>
      {" · "}
      {name(choice)}
    </Fragment>
  ));
}

export function Chosen({ register, facets }: { register: string; facets: FacetChoice[] }) {
  const { i18n } = useTranslation();
  const form = useAnswer(() => getRegister(register, i18n.language), [register, i18n.language]).value;
  return form && <Named form={form} facets={facets} />;
}
