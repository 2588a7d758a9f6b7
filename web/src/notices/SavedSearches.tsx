// SPDX-License-Identifier: Apache-2.0
// One's saved searches: to be opened, renamed, silenced, deleted.
import { Switch, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { changeSearch, deleteSearch, listSearches, type SavedSearch } from "../api/searches";
import { useAnswer, useDeed } from "../app/answer";
import { useKinds } from "../app/names";
import { Rows } from "../app/Rows";
import { Section } from "../app/Section";
import { Chosen } from "../registers/Chosen";
import { useSession } from "../session/Session";

// The list that shows the same; without a register there is none.
function addressOf({ register, q, facets }: SavedSearch): string | undefined {
  const query = new URLSearchParams();
  if (q) query.set("q", q);
  for (const { facet, value } of facets) query.set(facet === "state" ? "state" : "facet", facet === "state" ? value : `${facet}:${value}`);
  return register && `/registers/${register}?${query}`;
}

function What({ search }: { search: SavedSearch }) {
  const kindOf = useKinds();
  const { register, q, facets } = search;
  const address = addressOf(search);
  if (!register || !address) return <>{q}</>;
  return (
    <Link to={address}>
      {[kindOf(register), q].filter(Boolean).join(" · ")}
      {facets.length > 0 && <Chosen register={register} facets={facets} />}
    </Link>
  );
}

export function SavedSearches() {
  const { t } = useTranslation();
  const deed = useDeed();
  const { person } = useSession();
  const searches = useAnswer(listSearches, [person?.id, person?.organisation]);
  const change = (search: SavedSearch, name: string, silent: boolean) =>
    void deed(() => changeSearch(search, name, silent)).then((isDone) => isDone && searches.again());
  return (
    <Section title={t("searches.title")}>
      <Rows<SavedSearch>
        answer={searches}
        empty={t("searches.none")}
        columns={[
          {
            title: t("searches.name"),
            dataIndex: "name",
            render: (name: string, search) => (
              <Typography.Text editable={{ tooltip: t("searches.rename"), maxLength: 100, onChange: (next) => next.trim() && next !== name && change(search, next, search.silent) }}>
                {name}
              </Typography.Text>
            ),
          },
          { title: t("searches.what"), render: (_, search) => <What search={search} /> },
          {
            title: t("searches.told"),
            dataIndex: "silent",
            render: (silent: boolean, search) => (
              <Switch size="small" checked={!silent} aria-label={`${t("searches.told")}: ${search.name}`} onChange={(told) => change(search, search.name, !told)} />
            ),
          },
        ]}
        end={{ label: t("searches.delete"), sure: ({ name }) => t("searches.sure", { name }), act: deleteSearch }}
      />
    </Section>
  );
}
