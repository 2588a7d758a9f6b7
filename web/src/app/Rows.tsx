// SPDX-License-Identifier: Apache-2.0
// A short list on a screen, all of it at once; the pieces that go with it.
import { Alert, Button, Popconfirm, Table, Typography, type TableProps } from "antd";
import { useTranslation } from "react-i18next";

import { Answered, useDeed, type Answer } from "./answer";

interface Properties<T> {
  answer: Answer<T[]>;
  columns: TableProps<T>["columns"];
  rowKey?: string;
  // What ends a row, where it may be ended: its button, what is asked before, what it does.
  end?: { label: string; sure: (row: T) => string; may?: (row: T) => boolean; act: (row: T) => Promise<unknown> };
  empty?: string;
}

export function Rows<T extends object>({ answer, columns = [], rowKey = "id", end, empty }: Properties<T>) {
  const { t } = useTranslation();
  const deed = useDeed();
  const act = (row: T) => deed(async () => void (await end!.act(row), answer.again()));
  const ending = {
    title: t("access.deed"),
    render: (_: unknown, row: T) =>
      (end?.may?.(row) ?? true) && (
        <Popconfirm title={end!.sure(row)} onConfirm={() => void act(row)}>
          <Button size="small" danger>
            {end!.label}
          </Button>
        </Popconfirm>
      ),
  };
  return (
    <Answered answer={answer}>
      {(rows) => (
        <Table<T>
          rowKey={rowKey}
          size="small"
          dataSource={rows}
          pagination={false}
          scroll={{ x: "max-content" }}
          style={{ width: "100%" }}
          locale={{ emptyText: empty ?? t("app.nothing") }}
          columns={end ? [...columns, ending] : columns}
        />
      )}
    </Answered>
  );
}

// A secret that is told now and never again.
export function ShownOnce({ message, secret }: { message: string; secret?: string }) {
  if (!secret) return null;
  return (
    <Alert
      type="success"
      message={message}
      description={
        <Typography.Text copyable style={{ fontFamily: "monospace", overflowWrap: "anywhere" }}>
          {secret}
        </Typography.Text>
      }
    />
  );
}
