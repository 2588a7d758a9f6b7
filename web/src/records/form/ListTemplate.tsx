// SPDX-License-Identifier: Apache-2.0
// Terms that occur again and again: each one numbered, with what moves and removes it.
import { ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Card, Flex } from "antd";
import { useTranslation } from "react-i18next";
import type { ArrayFieldTemplateProps } from "@rjsf/utils";

export function ListTemplate({ title, items, canAdd, onAddClick, readonly }: ArrayFieldTemplateProps) {
  const { t } = useTranslation();
  return (
    <Card size="small" title={title} className="group">
      {items.map((item) => (
        <Flex key={item.key} gap={8} align="start">
          <div style={{ flex: 1, minWidth: 0 }}>{item.children}</div>
          {!readonly && (
            <Flex vertical gap={4}>
              <Button
                size="small"
                icon={<ArrowUpOutlined />}
                disabled={!item.hasMoveUp}
                aria-label={t("form.up", { title, number: item.index + 1 })}
                onClick={item.onReorderClick(item.index, item.index - 1)}
              />
              <Button
                size="small"
                danger
                icon={<DeleteOutlined />}
                aria-label={t("form.remove", { title, number: item.index + 1 })}
                onClick={item.onDropIndexClick(item.index)}
              />
            </Flex>
          )}
        </Flex>
      ))}
      {canAdd && !readonly && (
        <Button size="small" icon={<PlusOutlined aria-hidden />} onClick={onAddClick}>
          {t("form.addItem", { title })}
        </Button>
      )}
    </Card>
  );
}
