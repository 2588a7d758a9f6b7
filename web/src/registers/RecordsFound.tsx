// SPDX-License-Identifier: Apache-2.0
// A register as a list: narrowed by state and facets, or sought by words. What was typed is in the address.
import { Col, Flex, Row } from "antd";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router-dom";

import type { Filter, RegisterPages } from "../api/registers";
import { searchRecords } from "../api/search";
import { useAnswer } from "../app/answer";
import { useSession } from "../session/Session";
import { Facets } from "./Facets";
import { HitList } from "./HitList";
import { RecordTable } from "./RecordTable";
import { SaveSearch } from "./SaveSearch";
import { SearchBox } from "./SearchBox";
import { TakeTable } from "./TakeTable";

const LIMIT = 50; // hits

// Counts are of what is found, which for who is not signed in is what is published.
function useHits(form: RegisterPages, filter: Filter, q: string) {
  const { person } = useSession();
  const { i18n } = useTranslation();
  const count = ["state", ...(form.declared.facets ?? [])].join(",");
  const ask = () => searchRecords({ register: form.name, q, ...filter, count, limit: q ? LIMIT : 1 });
  return useAnswer(ask, [form.name, q, filter.state, filter.facet, person?.id, i18n.language]);
}

export function RecordsFound({ form }: { form: RegisterPages }) {
  const { t } = useTranslation();
  const { person } = useSession();
  const [query, setQuery] = useSearchParams();
  const q = query.get("q") ?? "";
  const number = query.get("number");
  const filter: Filter = {
    state: query.get("state") ?? undefined,
    facet: number ? `number:${number}` : query.get("facet") ?? undefined,
  };
  const hits = useHits(form, filter, q);
  const maySave = person?.acts === "member" || person?.acts === "officer";
  const change = (changed: Filter & { q?: string }) => {
    const all = { q, ...filter, ...changed };
    setQuery(Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => Boolean(pair[1]))));
  };
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} lg={6} xxl={5}>
        <Facets form={form} counts={hits.value?.counts} chosen={filter} onChoose={change} />
      </Col>
      <Col xs={24} lg={18} xxl={19}>
        <Flex vertical gap={12}>
          <Flex gap={8} wrap>
            <div style={{ flex: "1 1 320px" }}>
              <SearchBox key={q} register={form.name} text={q} onSearch={(text) => change({ q: text })} />
            </div>
            <TakeTable form={form} q={q} filter={filter} />
            {maySave && form.declared.alerts !== false && <SaveSearch form={form} q={q} filter={filter} />}
          </Flex>
          {q ? <HitList answer={hits} /> : <RecordTable form={form} filter={filter} label={t("registers.listOf", { title: form.title })} />}
        </Flex>
      </Col>
    </Row>
  );
}
