// SPDX-License-Identifier: Apache-2.0
// For administrators: organisations, their people, and links by which others become people of them.
import { Button, Card, Flex, Form, Input, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { addOrganisation, closePerson, invite, listOrganisations, listPeople, type Member, type Role } from "../api/access";
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
      <Card size="small" title={t("access.addOrganisation")}>
        <NewOrganisation onAdded={organisations.again} />
      </Card>
    </Flex>
  );
}
