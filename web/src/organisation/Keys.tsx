// SPDX-License-Identifier: Apache-2.0
// Keys for programs. A key is shown when it is made, and never again.
import { Button, Flex, Form, Input, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { addKey, listKeys, revokeKey, rotateKey, scopes, type Key } from "../api/access";
import { useAnswer, useDeed } from "../app/answer";
import { useMoments } from "../app/moment";
import { Rows, ShownOnce } from "../app/Rows";

interface Fields {
  name: string;
  scopes: string[];
}

function NewKey({ onAdd }: { onAdd: (fields: Fields) => void }) {
  const { t } = useTranslation();
  return (
    <Form<Fields> layout="inline" style={{ rowGap: 8 }} initialValues={{ scopes: ["check", "read"] }} onFinish={onAdd}>
      <Form.Item name="name" label={t("access.keyName")} rules={[{ required: true }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="scopes" label={t("access.scopes")}>
        <Select mode="multiple" style={{ minWidth: 200 }} options={scopes.map((value) => ({ value, label: t(`access.scope.${value}`) }))} />
      </Form.Item>
      <Button htmlType="submit" type="primary">
        {t("access.addKey")}
      </Button>
    </Form>
  );
}

export function Keys() {
  const { t } = useTranslation();
  const showMoment = useMoments();
  const deed = useDeed();
  const keys = useAnswer(listKeys, []);
  const [secret, setSecret] = useState<string>();
  const add = (fields: Fields) =>
    deed(async () => {
      setSecret(await addKey(fields.name, fields.scopes.join(" ")));
      keys.again();
    });
  const rotate = (key: Key) => deed(async () => (setSecret(await rotateKey(key.id)), keys.again()));
  const scopesOf = (words: string) => words.split(" ").map((word) => t(`access.scope.${word}`, { defaultValue: word })).join(", ");
  return (
    <Flex vertical gap={16}>
      <NewKey onAdd={(fields) => void add(fields)} />
      <ShownOnce message={t("access.keyOnce")} secret={secret} />
      <Rows<Key>
        answer={keys}
        empty={t("access.noKeys")}
        columns={[
          { title: t("access.keyName"), dataIndex: "name" },
          { title: t("access.scopes"), dataIndex: "scopes", render: scopesOf },
          { title: t("records.state"), dataIndex: "state", render: (state: string) => <Tag>{t(`access.state.${state}`, { defaultValue: state })}</Tag> },
          { title: t("access.since"), dataIndex: "created", render: showMoment },
          { title: t("access.ends"), dataIndex: "ends", render: showMoment },
          { title: t("access.used"), dataIndex: "used", render: showMoment },
          {
            title: t("access.rotate"),
            render: (_, key) => key.state === "active" && <Button size="small" onClick={() => void rotate(key)}>{t("access.rotate")}</Button>,
          },
        ]}
        end={{
          label: t("access.revoke"),
          sure: ({ name }) => t("access.revokeSure", { name }),
          may: ({ state }) => state !== "revoked" && state !== "closed",
          act: ({ id }) => revokeKey(id),
        }}
      />
    </Flex>
  );
}
