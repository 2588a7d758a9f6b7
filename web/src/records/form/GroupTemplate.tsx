// SPDX-License-Identifier: Apache-2.0
// A group of terms in a form. Trade documents have hundreds of terms, and each uses some thirty: what is
// required or filled in has a field, all others are added by name.
import { Card, Col, Row, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ObjectFieldTemplateProps, RJSFSchema } from "@rjsf/utils";

import { isLong } from "./terms";

const isRoot = (id: string) => id === "root";

// How many of 24 columns: long texts and lists need all, as does a group within a group; others stand side by side.
function widthOf(schema: RJSFSchema | undefined, isOuter: boolean): { lg: number; xxl: number } {
  if (isLong(schema) || schema?.type === "array" || (schema?.type === "object" && !isOuter)) return { lg: 24, xxl: 24 };
  if (schema?.type !== "object") return { lg: 12, xxl: isOuter ? 8 : 12 };
  const hasList = Object.values(schema.properties ?? {}).some((member) => (member as RJSFSchema).type === "array");
  return hasList ? { lg: 24, xxl: 24 } : { lg: 12, xxl: 12 };
}

export function GroupTemplate({ title, properties, schema, formData, idSchema, readonly }: ObjectFieldTemplateProps) {
  const { t } = useTranslation();
  const [added, setAdded] = useState<string[]>([]);
  const termOf = (name: string) => schema.properties?.[name] as RJSFSchema | undefined;
  const isShown = (name: string) =>
    formData?.[name] !== undefined || added.includes(name) || (!readonly && schema.required?.includes(name));
  const shown = properties.filter(({ name }) => isShown(name));
  const alone = { lg: 24, xxl: 24 }; // long texts have room
  const others = properties.filter(({ name }) => !isShown(name));
  const fields = (
    <>
      <Row gutter={[16, 0]}>
        {shown.map(({ name, content }) => (
          <Col key={name} xs={24} {...(shown.length === 1 ? alone : widthOf(termOf(name), isRoot(idSchema.$id)))}>
            {content}
          </Col>
        ))}
      </Row>
      {!readonly && others.length > 0 && (
        <Select
          showSearch
          size="small"
          value={null}
          style={{ width: 260, maxWidth: "100%", marginBottom: 8 }}
          aria-label={`${t("form.add")}: ${title}`}
          placeholder={t("form.add")}
          optionFilterProp="label"
          options={others.map(({ name }) => ({ value: name, label: termOf(name)?.title ?? name }))}
          onChange={(name: string | null) => name && setAdded((before) => [...before, name])}
        />
      )}
    </>
  );
  if (isRoot(idSchema.$id)) return fields;
  return (
    <Card size="small" title={title} id={idSchema.$id} className="group">
      {fields}
    </Card>
  );
}
