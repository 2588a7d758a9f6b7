// SPDX-License-Identifier: Apache-2.0
// What is kept of oneself: to take along, who has looked, and to have erased.
import { Button, Flex, Form, Input, Popconfirm, Table } from "antd";
import { useTranslation } from "react-i18next";

import { eraseAccount, getAccount, type Look } from "../api/access";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { useMoments } from "../app/moment";
import { useSession } from "../session/Session";

function Erasing() {
  const { t } = useTranslation();
  const { forget } = useSession();
  const deed = useDeed();
  const [form] = Form.useForm<{ password: string }>();
  const erase = () =>
    deed(async () => {
      await eraseAccount(form.getFieldValue("password") ?? "");
      forget();
    }, t("access.erased"));
  return (
    <Form form={form} layout="inline" style={{ rowGap: 8 }} requiredMark={false}>
      <Form.Item name="password" label={t("access.present")}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Popconfirm title={t("access.eraseSure")} onConfirm={() => void erase()}>
        <Button danger>{t("access.erase")}</Button>
      </Popconfirm>
    </Form>
  );
}

export function Account() {
  const { t } = useTranslation();
  const showMoment = useMoments();
  const account = useAnswer(getAccount, []);
  return (
    <Flex vertical gap={16} align="start">
      <p>{t("access.accountHelp")}</p>
      <Button href="/api/account" download="account.json">
        {t("access.export")}
      </Button>
      <Answered answer={account}>
        {({ looks }) => (
          <Table<Look>
            rowKey={(look) => `${look.time} ${look.what}`}
            size="small"
            dataSource={looks}
            pagination={{ pageSize: 10, hideOnSinglePage: true }}
            scroll={{ x: "max-content" }}
            style={{ width: "100%" }}
            columns={[
              { title: t("access.since"), dataIndex: "time", render: showMoment },
              { title: t("access.look"), dataIndex: "what" },
              { title: t("access.who"), render: (_, look) => look.actorName ?? look.actor },
            ]}
          />
        )}
      </Answered>
      <p>{t("access.eraseHelp")}</p>
      <Erasing />
    </Flex>
  );
}
