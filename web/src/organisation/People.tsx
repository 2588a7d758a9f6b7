// SPDX-License-Identifier: Apache-2.0
// For administrators: organisations, their people, and links by which others become people of them.
import { Button, Card, Checkbox, Flex, Form, Input, InputNumber, Modal, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { addOrganisation, closePerson, getTerms, invite, listOrganisations, listPeople, makeRecovery, setTerms, type Member, type Role, type Terms } from "../api/access";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { Rows, ShownOnce } from "../app/Rows";

const WINDOW = "window"; // the organisation of those who run it
const rolesOf = (organisation: string): Role[] =>
  organisation === WINDOW ? ["officer", "auditor", "administrator"] : ["member"];

function Inviting({ organisation }: { organisation: string }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [path, setPath] = useState<string>();
  const roles = rolesOf(organisation);
  const send = ({ email, role }: { email: string; role: Role }) =>
    deed(async () => setPath(await invite(organisation, email, role)));
  return (
    <>
      <Form layout="inline" style={{ rowGap: 8 }} initialValues={{ role: roles[0] }} onFinish={(fields) => void send(fields)}>
        <Form.Item name="email" label={t("session.email")} rules={[{ required: true, type: "email" }]}>
          <Input type="email" />
        </Form.Item>
        <Form.Item name="role" label={t("access.roleIs")}>
          <Select style={{ minWidth: 160 }} options={roles.map((value) => ({ value, label: t(`access.role.${value}`) }))} />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t("access.invite")}
        </Button>
      </Form>
      <div style={{ marginTop: 12 }}>
        <ShownOnce message={t("access.invited")} secret={path && location.origin + path} />
      </div>
    </>
  );
}

// The way back for one person. The link is handed over to whom one knows, for there is no mail.
function Recovering({ organisation, person }: { organisation: string; person: Member }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [isOpen, setIsOpen] = useState(false);
  const [forgets, setForgets] = useState(false);
  const [path, setPath] = useState<string>();
  const make = () => deed(async () => setPath(await makeRecovery(organisation, person.id, forgets)));
  const leave = () => (setIsOpen(false), setPath(undefined), setForgets(false));
  return (
    <>
      <Button size="small" onClick={() => setIsOpen(true)}>
        {t("access.recover")}
      </Button>
      <Modal
        open={isOpen}
        title={t("access.recoverFor", { name: person.name })}
        okText={t("access.makeLink")}
        cancelText={t("access.leave")}
        okButtonProps={{ disabled: path !== undefined }}
        onOk={() => void make()}
        onCancel={leave}
      >
        <p>{t("access.recoverHelp")}</p>
        <Checkbox checked={forgets} disabled={path !== undefined} onChange={({ target }) => setForgets(target.checked)}>
          {t("access.forgetFactor")}
        </Checkbox>
        <div style={{ marginTop: 12 }}>
          <ShownOnce message={t("access.invited")} secret={path && location.origin + path} />
        </div>
      </Modal>
    </>
  );
}

function Demanding({ organisation, terms, again }: { organisation: string; terms: Terms; again: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const options = rolesOf(organisation).map((value) => ({ value, label: t(`access.role.${value}`) }));
  const set = (secondFactor: Role[]) => deed(async () => void (await setTerms(organisation, { ...terms, secondFactor }), again()), t("access.termsSet"));
  return (
    <Flex vertical gap={8}>
      <span>{t("access.demandHelp")}</span>
      <Checkbox.Group<Role> options={options} value={terms.secondFactor} onChange={(roles) => void set(roles)} />
    </Flex>
  );
}

const MEGABYTE = 1000000;

function Keeping({ organisation, terms, again }: { organisation: string; terms: Terms; again: () => void }) {
  const { t, i18n } = useTranslation();
  const deed = useDeed();
  const show = (number = 0) => number.toLocaleString(i18n.language, { maximumFractionDigits: 1 });
  const set = ({ records, megabytes }: { records: number | null; megabytes: number | null }) =>
    deed(async () => void (await setTerms(organisation, { ...terms, records: records ?? 0, bytes: Math.round((megabytes ?? 0) * MEGABYTE) }), again()), t("access.termsSet"));
  return (
    <Flex vertical gap={8}>
      <span>{t("access.kept", { records: show(terms.used?.records), megabytes: show((terms.used?.bytes ?? 0) / MEGABYTE) })}</span>
      <Form
        layout="inline"
        style={{ rowGap: 8 }}
        initialValues={{ records: terms.records || null, megabytes: terms.bytes ? terms.bytes / MEGABYTE : null }}
        onFinish={(fields) => void set(fields)}
      >
        <Form.Item name="records" label={t("access.recordsMax")}>
          <InputNumber min={0} precision={0} placeholder="∞" />
        </Form.Item>
        <Form.Item name="megabytes" label={t("access.megabytesMax")}>
          <InputNumber min={0} placeholder="∞" />
        </Form.Item>
        <Button htmlType="submit">{t("access.setTerms")}</Button>
      </Form>
    </Flex>
  );
}

function OfOrganisation({ organisation }: { organisation: string }) {
  const { t } = useTranslation();
  const terms = useAnswer(() => getTerms(organisation), [organisation]);
  return (
    <Answered answer={terms}>
      {(known) => (
        <>
          <Card size="small" title={t("access.demand")}>
            <Demanding organisation={organisation} terms={known} again={terms.again} />
          </Card>
          {organisation !== WINDOW && (
            <Card size="small" title={t("access.quota")}>
              <Keeping key={organisation} organisation={organisation} terms={known} again={terms.again} />
            </Card>
          )}
        </>
      )}
    </Answered>
  );
}

function Members({ organisation }: { organisation: string }) {
  const { t } = useTranslation();
  const people = useAnswer(() => listPeople(organisation), [organisation]);
  return (
    <Rows<Member>
      answer={people}
      empty={t("access.noPeople")}
      columns={[
        { title: t("access.name"), dataIndex: "name" },
        { title: t("session.email"), dataIndex: "email" },
        { title: t("access.roleIs"), dataIndex: "role", render: (role: Role) => t(`access.role.${role}`) },
        { title: t("records.state"), dataIndex: "state", render: (state: string) => <Tag>{t(`access.state.${state}`, { defaultValue: state })}</Tag> },
        { title: t("access.password"), render: (_, person) => person.state !== "closed" && <Recovering organisation={organisation} person={person} /> },
      ]}
      end={{
        label: t("access.close"),
        sure: ({ name }) => t("access.closeSure", { name }),
        may: ({ state }) => state !== "closed",
        act: ({ id }) => closePerson(organisation, id),
      }}
    />
  );
}

function NewOrganisation({ onAdded }: { onAdded: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const add = ({ id, name }: { id: string; name: string }) =>
    deed(async () => {
      await addOrganisation(id, name);
      onAdded();
    }, t("access.organisationAdded"));
  return (
    <Form layout="inline" style={{ rowGap: 8 }} onFinish={(fields) => void add(fields)}>
      <Form.Item name="id" label={t("access.shortName")} rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9-]{0,39}$/ }]}>
        <Input placeholder="dalian-gear" />
      </Form.Item>
      <Form.Item name="name" label={t("access.name")} rules={[{ required: true }]}>
        <Input />
      </Form.Item>
      <Button htmlType="submit">{t("access.addOrganisation")}</Button>
    </Form>
  );
}

export function People() {
  const { t } = useTranslation();
  const organisations = useAnswer(listOrganisations, []);
  const [organisation, setOrganisation] = useState(WINDOW);
  return (
    <Flex vertical gap={16}>
      <Answered answer={organisations}>
        {(all) => (
          <Select
            showSearch
            value={organisation}
            onChange={setOrganisation}
            aria-label={t("access.organisation")}
            optionFilterProp="label"
            style={{ maxWidth: 420 }}
            options={[{ id: WINDOW, name: t("access.window") }, ...all.filter(({ id }) => id !== WINDOW)].map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </Answered>
      <Members organisation={organisation} />
      <Card size="small" title={t("access.invite")}>
        <Inviting key={organisation} organisation={organisation} />
      </Card>
      <OfOrganisation organisation={organisation} />
      <Card size="small" title={t("access.addOrganisation")}>
        <NewOrganisation onAdded={organisations.again} />
      </Card>
    </Flex>
  );
}
