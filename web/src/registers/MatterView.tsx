// SPDX-License-Identifier: Apache-2.0
// One record: what it says, and all that the reader may do to it.
import { Alert, Col, Flex, Row, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router-dom";

import { getMatter, type Matter, type Named, type RegisterPages } from "../api/registers";
import { Answered, useAnswer } from "../app/answer";
import { useEvents } from "../app/events";
import { ScreenTitle } from "../app/ScreenTitle";
import { useSession } from "../session/Session";
import { BeginHere } from "./BeginHere";
import { Consents } from "./Consents";
import { Contents } from "./Contents";
import { Deadlines } from "./Deadlines";
import { Deeds } from "./Deeds";
import { Fits } from "./Fits";
import { Matches } from "./Matches";
import { Review } from "./Review";
import { StateTag } from "./StateTag";
import { Transitions } from "./Transitions";
import { nameOf } from "./words";

export interface Shown {
  form: RegisterPages;
  matter: Matter;
  named: Named;
  again: () => void; // something was done to it
}

function Said({ form, matter, named, again }: Shown) {
  const { t } = useTranslation();
  return (
    <Row gutter={[16, 16]}>
      {matter.reason && (
        <Col span={24}>
          <Alert showIcon type="info" message={t("registers.reason")} description={<span style={{ whiteSpace: "pre-line" }}>{matter.reason}</span>} />
        </Col>
      )}
      <Col xs={24} xl={15}>
        <Contents form={form} matter={matter} named={named} again={again} />
      </Col>
      <Col xs={24} xl={9}>
        <Flex vertical gap={16}>
          <Transitions form={form} matter={matter} named={named} again={again} />
          <Deadlines matter={matter} />
          {matter.content && <Consents form={form} matter={matter} named={named} again={again} />}
          <Review form={form} matter={matter} named={named} again={again} />
        </Flex>
      </Col>
    </Row>
  );
}

function tabsOf(shown: Shown, isSignedIn: boolean) {
  const { form, matter, named } = shown;
  const { matches, similar, eligibility } = form.declared;
  const isErased = !matter.content;
  const isMatched = !isErased && Boolean(matches ?? similar ?? form.isMatched);
  return [
    { key: "said", isThere: true, children: <Said {...shown} /> },
    { key: "matches", isThere: isSignedIn && isMatched, children: <Matches named={named} /> },
    { key: "fits", isThere: isSignedIn && !isErased && Boolean(eligibility), children: <Fits form={form} named={named} /> },
    { key: "deeds", isThere: isSignedIn, children: <Deeds form={form} named={named} /> },
  ].filter(({ isThere }) => isThere);
}

function Opened({ shown }: { shown: Shown }) {
  const { t } = useTranslation();
  const { person } = useSession();
  const { form, matter } = shown;
  const [query, setQuery] = useSearchParams();
  const tabs = tabsOf(shown, Boolean(person));
  const chosen = tabs.find(({ key }) => key === query.get("view"))?.key ?? "said";
  const choose = (view: string) => setQuery(view === "said" ? {} : { view }, { replace: true });
  return (
    <>
      <ScreenTitle text={nameOf(form, matter)}>
        <Link to={`/registers/${form.name}`}>{form.title}</Link>
        {matter.organisationName && person?.organisation !== matter.organisation && <span className="clip">{matter.organisationName}</span>}
        <span>{matter.number}</span>
        <StateTag declared={form.declared} state={matter.state} />
        {matter.content && <BeginHere form={form} matter={matter} />}
      </ScreenTitle>
      <Tabs
        destroyInactiveTabPane
        activeKey={chosen}
        onChange={choose}
        items={tabs.map(({ key, children }) => ({ key, children, label: t(`registers.tab.${key}`) }))}
      />
    </>
  );
}

export function MatterView({ form }: { form: RegisterPages }) {
  const { i18n } = useTranslation();
  const { person } = useSession();
  const { organisation = "", record = "" } = useParams();
  const named = { register: form.name, organisation, record };
  const answer = useAnswer(() => getMatter(named, i18n.language), [form.name, organisation, record, i18n.language, person?.id]);
  useEvents((entry) => entry.register === form.name && entry.record === record, answer.again, Boolean(person));
  return <Answered answer={answer}>{(matter) => <Opened shown={{ form, matter, named, again: answer.again }} />}</Answered>;
}
