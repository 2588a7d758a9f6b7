// SPDX-License-Identifier: Apache-2.0
// The people of an organisation, and links by which others become people of it: for its managers, and of
// all organisations for the window's administrators.
import { Alert, App, Button, Card, Checkbox, Flex, Form, Input, InputNumber, Modal, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import {
  addOrganisation,
  closePerson,
  demandFactor,
  getTerms,
  invite,
  listKeys,
  listOrganisations,
  listPeople,
  makeRecovery,
  setRole,
  setTerms,
  type Member,
  type Role,
  type Terms,
} from "../api/access";
import { Answered, useAnswer, useDeed, type Answer } from "../app/answer";
import { Rows, ShownOnce } from "../app/Rows";
import { useSession } from "../session/Session";
import { heldBy } from "./holding";

const WINDOW = "window"; // the organisation of those who run it
const rolesOf = (organisation: string): Role[] =>
  organisation === WINDOW ? ["officer", "auditor", "administrator"] : ["member", "manager"];

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

// What the window demands, an organisation does not take back; it may demand more of its people itself.
function Demanding({ organisation, terms, again }: { organisation: string; terms: Terms; again: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const { person } = useSession();
  const isWindows = person?.role === "administrator";
  const given = isWindows ? [] : terms.secondFactor;
  const options = rolesOf(organisation).map((value) => ({ value, label: t(`access.role.${value}`), disabled: given.includes(value) }));
  const set = (roles: Role[]) =>
    deed(async () => {
      await (isWindows ? setTerms(organisation, { ...terms, secondFactor: roles }) : demandFactor(organisation, roles.filter((role) => !given.includes(role))));
      again();
    }, t("access.termsSet"));
  const own = terms.ownSecondFactor ?? [];
  return (
    <Flex vertical gap={8}>
      <span>{t("access.demandHelp")}</span>
      <Checkbox.Group<Role> options={options} value={isWindows ? terms.secondFactor : [...given, ...own]} onChange={(roles) => void set(roles)} />
      {isWindows && own.length > 0 && <span>{t("access.demandedItself", { roles: own.map((role) => t(`access.role.${role}`)).join(", ") })}</span>}
      {given.length > 0 && <span>{t("access.demandedByWindow")}</span>}
    </Flex>
  );
}

const MEGABYTE = 1000000;

function Kept({ terms }: { terms: Terms }) {
  const { t, i18n } = useTranslation();
  const show = (number = 0) => number.toLocaleString(i18n.language, { maximumFractionDigits: 1 });
  const { records, bytes, used } = terms;
  return (
    <>
      <span>{t("access.kept", { records: show(used?.records), megabytes: show((used?.bytes ?? 0) / MEGABYTE) })}</span>
      {records ? <span>{t("access.recordsMax")}: {show(records)}</span> : null}
      {bytes ? <span>{t("access.megabytesMax")}: {show(bytes / MEGABYTE)}</span> : null}
    </>
  );
}

function Keeping({ organisation, terms, again }: { organisation: string; terms: Terms; again: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const set = ({ records, megabytes }: { records: number | null; megabytes: number | null }) =>
    deed(async () => void (await setTerms(organisation, { ...terms, records: records ?? 0, bytes: Math.round((megabytes ?? 0) * MEGABYTE) }), again()), t("access.termsSet"));
  return (
    <Flex vertical gap={8}>
      <Kept terms={terms} />
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
  const { person } = useSession();
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
              {person?.role === "administrator" ? (
                <Keeping key={organisation} organisation={organisation} terms={known} again={terms.again} />
              ) : (
                <Flex vertical gap={8}>
                  <Kept terms={known} />
                </Flex>
              )}
            </Card>
          )}
        </>
      )}
    </Answered>
  );
}

const mayHaveKeys = (role: Role) => role === "manager" || role === "administrator";

interface Standing {
  organisation: string;
  person: Member;
  held: string; // names of the keys that stop with the person's right to them; empty: none
  again: () => void;
}

function RoleOf({ organisation, person, held, again }: Standing) {
  const { t } = useTranslation();
  const { modal } = App.useApp();
  const deed = useDeed();
  const session = useSession();
  const isOneself = person.id === session.person?.id;
  // Who takes his own role away must not be asked what he then may not see.
  const give = (role: Role) => deed(async () => void (await setRole(organisation, person.id, role), isOneself ? await session.refresh() : again()), t("access.termsSet"));
  const choose = (role: Role) =>
    held && !mayHaveKeys(role)
      ? modal.confirm({ title: t("access.roleFor", { name: person.name }), content: held, okText: t("access.setTerms"), cancelText: t("records.cancel"), onOk: () => give(role) })
      : give(role);
  if (person.state !== "active") return t(`access.role.${person.role}`);
  return (
    <Select
      size="small"
      value={person.role}
      aria-label={t("access.roleFor", { name: person.name })}
      style={{ minWidth: 150 }}
      options={rolesOf(organisation).map((value) => ({ value, label: t(`access.role.${value}`) }))}
      onChange={(role) => void choose(role)}
    />
  );
}

function Members({ organisation, people }: { organisation: string; people: Answer<Member[]> }) {
  const { t, i18n } = useTranslation();
  const keys = useAnswer(() => listKeys(organisation), [organisation]);
  const again = () => (people.again(), keys.again());
  // What stops with the person, where anything does.
  const held = ({ id }: Member) => {
    const names = heldBy(keys.value ?? [], id).map(({ name }) => name);
    return names.length > 0 ? t("access.keysStop", { names: new Intl.ListFormat(i18n.language).format(names) }) : "";
  };
  return (
    <Rows<Member>
      answer={{ ...people, again }}
      empty={t("access.noPeople")}
      columns={[
        { title: t("access.name"), dataIndex: "name" },
        { title: t("session.email"), dataIndex: "email" },
        { title: t("access.roleIs"), render: (_, person) => <RoleOf organisation={organisation} person={person} held={held(person)} again={again} /> },
        { title: t("records.state"), dataIndex: "state", render: (state: string) => <Tag>{t(`access.state.${state}`, { defaultValue: state })}</Tag> },
        { title: t("access.password"), render: (_, person) => person.state !== "closed" && <Recovering organisation={organisation} person={person} /> },
      ]}
      end={{
        label: t("access.close"),
        sure: (person) => `${t("access.closeSure", { name: person.name })} ${held(person)}`.trim(),
        may: ({ state }) => state !== "closed",
        act: ({ id }) => closePerson(organisation, id),
      }}
    />
  );
}

// Organisations of before there were managers have none until the window names one.
function Unmanaged({ organisation, people }: { organisation: string; people: Answer<Member[]> }) {
  const { t } = useTranslation();
  const active = people.value?.filter(({ state }) => state === "active") ?? [];
  const isUnmanaged = organisation !== WINDOW && active.length > 0 && active.every(({ role }) => role !== "manager");
  return isUnmanaged ? <Alert type="info" showIcon message={t("access.unmanaged")} /> : null;
}

function PeopleOf({ organisation }: { organisation: string }) {
  const { t } = useTranslation();
  const people = useAnswer(() => listPeople(organisation), [organisation]);
  return (
    <>
      <Unmanaged organisation={organisation} people={people} />
      <Members organisation={organisation} people={people} />
      <Card size="small" title={t("access.invite")}>
        <Inviting key={organisation} organisation={organisation} />
      </Card>
      <OfOrganisation organisation={organisation} />
    </>
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

function PeopleOfAll() {
  const { t } = useTranslation();
  const organisations = useAnswer(listOrganisations, []);
  const [organisation, setOrganisation] = useState(WINDOW);
  return (
    <>
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
      <PeopleOf organisation={organisation} />
      <Card size="small" title={t("access.addOrganisation")}>
        <NewOrganisation onAdded={organisations.again} />
      </Card>
    </>
  );
}

export function People() {
  const { person } = useSession();
  return (
    <Flex vertical gap={16}>
      {person?.role === "administrator" ? <PeopleOfAll /> : <PeopleOf organisation={person?.organisation ?? ""} />}
    </Flex>
  );
}
