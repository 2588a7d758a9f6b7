// SPDX-License-Identifier: Apache-2.0
// What the parties say to each other about the deal.
import { Button, Flex, Form, Input } from "antd";
import { useTranslation } from "react-i18next";

import { addComment, listComments, type Deal } from "../api/deals";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { useEvents } from "../app/events";
import { showMoment } from "../app/moment";
import { Section } from "../app/Section";
import { partyName } from "./parties";

const TEXT_MAX = 4000; // the server's

function Saying({ deal, onSaid }: { deal: string; onSaid: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [form] = Form.useForm<{ text: string }>();
  const say = ({ text }: { text: string }) =>
    deed(async () => {
      await addComment(deal, text);
      form.resetFields();
      onSaid();
    });
  return (
    <Form form={form} className="no-print" onFinish={(fields) => void say(fields)}>
      <Form.Item name="text" rules={[{ required: true, whitespace: true }]} style={{ marginBottom: 8 }}>
        <Input.TextArea rows={2} maxLength={TEXT_MAX} aria-label={t("deals.comment")} placeholder={t("deals.comment")} />
      </Form.Item>
      <Button htmlType="submit">{t("deals.say")}</Button>
    </Form>
  );
}

export function Comments({ deal: { deal, content, mayAdd } }: { deal: Deal }) {
  const { t, i18n } = useTranslation();
  const comments = useAnswer(() => listComments(deal.id), [deal.id]);
  useEvents((entry) => entry.deal === deal.id && entry.register === "@comment", comments.again);
  return (
    <Section title={t("deals.comments")}>
      <Answered answer={comments}>
        {(all) => (
          <Flex vertical gap={8} style={{ marginBottom: 12 }} aria-live="polite">
            {all.length === 0 && <span className="quiet">{t("deals.noComments")}</span>}
            {all.map(({ id, text, organisation, created }) => (
              <div key={id ?? created}>
                <strong>{partyName(content, organisation)}</strong> · {showMoment(created, i18n.language)}
                <div style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{text}</div>
              </div>
            ))}
          </Flex>
        )}
      </Answered>
      {mayAdd && <Saying deal={deal.id} onSaid={comments.again} />}
    </Section>
  );
}
