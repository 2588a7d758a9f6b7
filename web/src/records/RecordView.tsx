// SPDX-License-Identifier: Apache-2.0
// One document that is kept: drawn, as a form, as it came, and what was done to it.
import { Dropdown, Button, Space, Tabs, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router-dom";

import { documentOf, getForm, getOriginal, getRecord, listHistory, moveRecord, updateRecord, type Content, type KeptRecord, type RegisterForm } from "../api/records";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { ScreenTitle } from "../app/ScreenTitle";
import { DocumentPane } from "../check/DocumentPane";
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

// As it stands, until it is to be changed; then with the check beside it.
function Filled({ form, kept, named, onKept }: { form: RegisterForm; kept: KeptRecord; named: Named; onKept: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [changed, setChanged] = useState<Content>();
  if (!changed)
    return (
      <>
        <Button onClick={() => setChanged(kept.content)} style={{ marginBottom: 12 }}>
          {t("records.change")}
        </Button>
        <ContentForm form={form} content={kept.content} />
      </>
    );
  const keep = () =>
    deed(async () => {
      await updateRecord(named.register, named.record, documentOf(form, changed), kept.version);
      setChanged(undefined);
      onKept();
    }, t("form.kept"));
  return (
    <>
      <Space style={{ marginBottom: 12 }}>
        <Button type="primary" onClick={() => void keep()}>
          {t("records.keepVersion")}
        </Button>
        <Button onClick={() => setChanged(undefined)}>{t("records.cancel")}</Button>
      </Space>
      <Draft form={form} content={changed} onChange={setChanged} />
    </>
  );
}

// To one of the states that the register lets it go to.
function StateMenu({ form, kept, named, onKept }: { form: RegisterForm; kept: KeptRecord; named: Named; onKept: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const next = form.declared.states?.[kept.state]?.to ?? [];
  const move = (state: string) =>
    deed(async () => {
      await moveRecord(named.register, named.record, kept.version, state);
      onKept();
    });
  if (next.length === 0) return <Tag>{kept.state}</Tag>;
  return (
    <Dropdown trigger={["click"]} menu={{ items: next.map((key) => ({ key, label: key })), onClick: ({ key }) => void move(key) }}>
      <Button>{t("records.stateNow", { state: kept.state })}</Button>
    </Dropdown>
  );
}

const numberOf = (kept: KeptRecord, record: string) => (typeof kept.content.id === "string" ? kept.content.id : record);

export function RecordView() {
  const { t, i18n } = useTranslation();
  const { register = "", record = "" } = useParams();
  const named = { register, record };
  const answer = useAnswer(async () => {
    const [form, kept, history] = await Promise.all([
      getForm(register, i18n.language),
      getRecord(register, record),
      listHistory(register, record),
    ]);
    return { form, kept, history };
  }, [register, record, i18n.language]);
  return (
    <Answered answer={answer}>
      {({ form, kept, history }) => (
        <>
          <ScreenTitle text={`${form.title} ${numberOf(kept, record)}`}>
            {history[0]?.deal && <Link to={`/deals/${history[0].deal}`}>{t("records.dealOf")}</Link>}
            <Tag>{t("records.version", { version: kept.version })}</Tag>
            <StateMenu form={form} kept={kept} named={named} onKept={answer.again} />
          </ScreenTitle>
          <Tabs
            destroyInactiveTabPane
            items={[
              { key: "drawn", label: t("records.document"), children: <Original {...named} version={kept.version} /> },
              { key: "form", label: t("records.form"), children: <Filled form={form} kept={kept} named={named} onKept={answer.again} /> },
              { key: "history", label: t("records.history"), children: <History form={form} entries={history} named={named} /> },
            ]}
          />
        </>
      )}
    </Answered>
  );
}
