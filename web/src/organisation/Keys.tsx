// SPDX-License-Identifier: Apache-2.0
// Keys for programs. A key is shown when it is made, and never again.
import { Alert, Button, Flex, Form, Input, Select, Table, Tag, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { addKey, listKeys, revokeKey, rotateKey, scopes, type Key } from "../api/access";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { showMoment } from "../app/moment";

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
  const { t, i18n } = useTranslation();
  const deed = useDeed();
  const keys = useAnswer(listKeys, []);
  const [secret, setSecret] = useState<string>();
  const add = (fields: Fields) =>
    deed(async () => {
      setSecret(await addKey(fields.name, fields.scopes.join(" ")));
      keys.again();
    });
  const rotate = (key: Key) => deed(async () => (setSecret(await rotateKey(key.id)), keys.again()));
  const revoke = (key: Key) => deed(async () => void (await revokeKey(key.id), keys.again()));
  return (
    <Flex vertical gap={16}>
      <NewKey onAdd={(fields) => void add(fields)} />
      {secret && (
        <Alert
          type="success"
          message={t("access.keyOnce")}
          description={<Typography.Text copyable style={{ fontFamily: "monospace", overflowWrap: "anywhere" }}>{secret}</Typography.Text>}
        />
      )}
      <Answered answer={keys}>
        {(all) => (
          <Table<Key>
            rowKey="id"
            size="small"
            dataSource={all}
            pagination={false}
            scroll={{ x: "max-content" }}
            columns={[
              { title: t("access.keyName"), dataIndex: "name" },
              { title: t("access.scopes"), dataIndex: "scopes" },
              { title: t("records.state"), dataIndex: "state", render: (state: string) => <Tag>{state}</Tag> },
              { title: t("access.since"), dataIndex: "created", render: (at: string) => showMoment(at, i18n.language) },
              { title: t("access.ends"), dataIndex: "ends", render: (at?: string) => at && showMoment(at, i18n.language) },
              { title: t("access.used"), dataIndex: "used", render: (at?: string) => at && showMoment(at, i18n.language) },
              {
                title: t("access.deed"),
                render: (_, key) => key.state === "active" && (
                  <Flex gap={8}>
                    <Button size="small" onClick={() => void rotate(key)}>
                      {t("access.rotate")}
                    </Button>
                    <Button size="small" danger onClick={() => void revoke(key)}>
                      {t("access.revoke")}
                    </Button>
                  </Flex>
                ),
              },
            ]}
          />
        )}
      </Answered>
    </Flex>
  );
}
