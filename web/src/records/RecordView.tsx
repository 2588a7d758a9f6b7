// SPDX-License-Identifier: Apache-2.0
// One document that is kept: drawn, as a form, as it came, and what was done to it.
import { DownOutlined } from "@ant-design/icons";
import { Alert, Button, Dropdown, Space, Tabs, Tag } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams, useSearchParams } from "react-router-dom";

import { documentOf, getForm, getOriginal, getRecord, listHistory, moveRecord, updateRecord, type KeptRecord, type RegisterForm } from "../api/records";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { useEvents } from "../app/events";
import { useStates } from "../app/names";
import { ScreenTitle } from "../app/ScreenTitle";
import { useUnsaved } from "../app/unsaved";
import { DocumentPane } from "../check/DocumentPane";
import { isSame } from "./compare";
import { Draft } from "./Draft";
import { ContentForm } from "./form/ContentForm";
import { History } from "./History";

interface Named {
  register: string;
  record: string;
}

function Original({ register, record, version }: Named & { version: number }) {
  const file = useAnswer(
    async () => new File([await getOriginal(register, record)], `${register}-${record}`),
    [register, record, version],
  );
  return <Answered answer={file}>{(known) => <DocumentPane file={known} />}</Answered>;
}

interface Shown {
  form: RegisterForm;
  kept: KeptRecord;
  named: Named;
  deal?: string;
  onKept: () => void;
}

// Kept as a new version of the one that was begun with: who was overtaken by another is told so.
function Changing({ begun, form, named, kept, deal, onKept, onEnd }: Shown & { begun: KeptRecord; onEnd: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [content, setContent] = useState(begun.content);
  const keeping = useUnsaved(useMemo(() => !isSame(begun.content, content), [begun, content]));
  const update = async () => {
    await updateRecord(named.register, named.record, documentOf(form, content), begun.version);
    onEnd();
    onKept();
  };
  const keep = () => deed(() => keeping(update), t("form.kept"));
  return (
    <>
      <Space className="bar">
        <Button type="primary" onClick={() => void keep()}>
          {t("records.keepVersion")}
        </Button>
        <Button onClick={onEnd}>{t("records.cancel")}</Button>
      </Space>
      {kept.version > begun.version && <Alert showIcon type="warning" message={t("records.overtaken")} style={{ marginBottom: 12 }} />}
      <Draft form={form} content={content} belonging={{ deal, record: named.record }} onChange={setContent} />
    </>
  );
}

// As it stands, until it is to be changed; then with the check beside it.
function Filled({ isBegun, ...shown }: Shown & { isBegun: boolean }) {
  const { t } = useTranslation();
  const [begun, setBegun] = useState(isBegun ? shown.kept : undefined);
  if (begun) return <Changing {...shown} begun={begun} onEnd={() => setBegun(undefined)} />;
  return (
    <>
      <Button onClick={() => setBegun(shown.kept)} className="bar">
        {t("records.change")}
      </Button>
      <ContentForm form={shown.form} content={shown.kept.content} />
    </>
  );
}

// To one of the states that the register lets it go to.
function StateMenu({ form, kept, named, onKept }: Shown) {
  const { t } = useTranslation();
  const deed = useDeed();
  const stateOf = useStates(form);
  const next = form.declared.states?.[kept.state]?.to ?? [];
  const move = (state: string) =>
    deed(async () => {
      await moveRecord(named.register, named.record, kept.version, state);
      onKept();
    });
  if (next.length === 0) return <Tag>{stateOf(kept.state)}</Tag>;
  return (
    <Dropdown trigger={["click"]} menu={{ items: next.map((key) => ({ key, label: stateOf(key) })), onClick: ({ key }) => void move(key) }}>
      <Button icon={<DownOutlined aria-hidden />} iconPosition="end">
        {t("records.stateNow", { state: stateOf(kept.state) })}
      </Button>
    </Dropdown>
  );
}

const numberOf = (kept: KeptRecord, record: string) => (typeof kept.content.id === "string" ? kept.content.id : record);

export function RecordView() {
  const { t, i18n } = useTranslation();
  const { register = "", record = "" } = useParams();
  const [query, setQuery] = useSearchParams();
  const named = { register, record };
  const answer = useAnswer(async () => {
    const [form, kept, history] = await Promise.all([
      getForm(register, i18n.language),
      getRecord(register, record),
      listHistory(register, record),
    ]);
    return { form, kept, history };
  }, [register, record, i18n.language]);
  useEvents((entry) => entry.register === register && entry.record === record, answer.again);
  const view = query.get("view") ?? "drawn"; // "mend" is the form, ready to be changed
  const show = (key: string) => setQuery({ view: key }, { replace: true });
  return (
    <Answered answer={answer}>
      {({ form, kept, history }) => {
        const shown = { form, kept, named, deal: history[0]?.deal || undefined, onKept: answer.again };
        return (
          <>
            <ScreenTitle text={`${form.title} ${numberOf(kept, record)}`}>
              {shown.deal && <Link to={`/deals/${shown.deal}`}>{t("records.dealOf")}</Link>}
              <Tag>{t("records.version", { version: kept.version })}</Tag>
              <StateMenu {...shown} />
            </ScreenTitle>
            <Tabs
              destroyInactiveTabPane
              activeKey={view === "mend" ? "form" : view}
              onChange={show}
              items={[
                { key: "drawn", label: t("records.document"), children: <Original {...named} version={kept.version} /> },
                { key: "form", label: t("records.form"), children: <Filled {...shown} isBegun={view === "mend"} /> },
                { key: "history", label: t("records.history"), children: <History form={form} entries={history} named={named} /> },
              ]}
            />
          </>
        );
      }}
    </Answered>
  );
}
