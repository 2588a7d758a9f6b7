// SPDX-License-Identifier: Apache-2.0
// Keys for programs. A key is shown when it is made, and never again; it serves while who holds it
// may have keys.
import { Button, Flex, Form, Input, Popconfirm, Select, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { addKey, listKeys, revokeKey, rotateKey, scopes, type Key } from "../api/access";
import { useAnswer, useDeed } from "../app/answer";
import { useMoments } from "../app/moment";
import { Rows, ShownOnce } from "../app/Rows";
import { useSession } from "../session/Session";
import { holderOf, standing } from "./holding";

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
  const { person } = useSession();
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
  const showHolder = (key: Key) => {
    const shown = holderOf({ holder: key.holder, organisation: person?.organisation });
    return "name" in shown ? shown.name : t(`access.heldBy.${shown.word}`);
  };
  return (
    <Flex vertical gap={16}>
      <span>{t("access.keysHelp")}</span>
      <NewKey onAdd={(fields) => void add(fields)} />
      <ShownOnce message={t("access.keyOnce")} secret={secret} />
      <Rows<Key>
        answer={keys}
        empty={t("access.noKeys")}
        columns={[
          { title: t("access.keyName"), dataIndex: "name" },
          { title: t("access.scopes"), dataIndex: "scopes", render: scopesOf },
          { title: t("access.holder"), render: (_, key) => showHolder(key) },
          { title: t("records.state"), render: (_, key) => <Tag color={key.stopped ? "default" : "success"}>{t(`access.keyState.${standing(key)}`)}</Tag> },
          { title: t("access.since"), dataIndex: "created", render: showMoment },
          { title: t("access.ends"), dataIndex: "ends", render: showMoment },
          { title: t("access.used"), dataIndex: "used", render: showMoment },
          {
            title: t("access.rotate"),
            render: (_, key) =>
              !key.stopped && (
                <Popconfirm title={t("access.rotateSure", { name: key.name })} onConfirm={() => void rotate(key)}>
                  <Button size="small">{t("access.rotate")}</Button>
                </Popconfirm>
              ),
          },
        ]}
        end={{
          label: t("access.revoke"),
          sure: ({ name }) => t("access.revokeSure", { name }),
          may: ({ stopped }) => !stopped,
          act: ({ id }) => revokeKey(id),
        }}
      />
    </Flex>
  );
}
