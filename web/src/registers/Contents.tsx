// SPDX-License-Identifier: Apache-2.0
// What a record says, by the labels of its register: terms side by side, lists as tables or, where their items have groups, as cards; and changing it.
import { Button, Card, Descriptions, Flex, Table } from "antd";
import type { RJSFSchema } from "@rjsf/utils";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Content } from "../api/records";
import { getAttachment, type Named, type RegisterPages } from "../api/registers";
import { saveAs } from "../api/documents";
import { useDeed } from "../app/answer";
import { Section } from "../app/Section";
import { NamedRecords, Scalar } from "./Cell";
import { ChangeMatter } from "./ChangeMatter";
import type { Shown } from "./MatterView";

interface Group {
  form: RegisterPages;
  named: Named;
  path: string; // of the group; empty: the record
  schema: RJSFSchema;
  content: Content;
}

const below = (path: string, name: string) => (path ? `${path}.${name}` : name);

function Attached({ named, attachment }: { named: Named; attachment: string }) {
  const { t } = useTranslation();
  const deed = useDeed();
  return (
    <Button size="small" onClick={() => void deed(async () => saveAs(await getAttachment(named, attachment), attachment))}>
      {t("registers.takeFile")}
    </Button>
  );
}

function Leaf({ form, named, path, value }: { form: RegisterPages; named: Named; path: string; value: unknown }) {
  if (form.declared.fields?.[path]?.attachment && typeof value === "string") return <Attached named={named} attachment={value} />;
  return <Scalar form={form} path={path} value={value} />;
}

type List = Omit<Group, "content"> & { items: Content[] };

const isGroup = (value: unknown) => typeof value === "object" && value !== null;

// What has groups of its own is too wide for a row.
const Items = (list: List) => (list.items.some((item) => Object.values(item).some(isGroup)) ? <ItemCards {...list} /> : <ItemTable {...list} />);

function ItemCards({ schema, items, ...group }: List) {
  return (
    <Flex vertical gap={12}>
      {items.map((item, index) => (
        <Card key={index} size="small" title={`${schema.title ?? ""} ${index + 1}`}>
          <Members {...group} schema={schema.items as RJSFSchema} content={item} />
        </Card>
      ))}
    </Flex>
  );
}

function ItemTable({ form, named, path, schema, items }: List) {
  const members = Object.entries((schema.items as RJSFSchema | undefined)?.properties ?? {});
  const said = members.filter(([name]) => items.some((item) => item[name] !== undefined));
  return (
    <Table<Content>
      rowKey={(item) => items.indexOf(item)}
      className="items"
      size="small"
      aria-label={schema.title}
      pagination={false}
      scroll={{ x: "max-content" }}
      dataSource={items}
      columns={said.map(([name, term]) => ({ title: (term as RJSFSchema).title ?? name, render: (_: unknown, item: Content) => item[name] !== undefined && <Leaf form={form} named={named} path={below(path, name)} value={item[name]} /> }))}
    />
  );
}

function Members({ form, named, path, schema, content }: Group) {
  const said = Object.entries(schema.properties ?? {}).filter(([name]) => content[name] !== undefined) as [string, RJSFSchema][];
  const leaves = said.filter(([, term]) => term.type !== "object" && term.type !== "array");
  const groups = said.filter(([, term]) => term.type === "object" || term.type === "array");
  return (
    <Flex vertical gap={12}>
      {leaves.length > 0 && (
        <Descriptions
          size="small"
          bordered
          column={1}
          items={leaves.map(([name, term]) => ({
            key: name,
            label: term.title ?? name,
            children: <Leaf form={form} named={named} path={below(path, name)} value={content[name]} />,
          }))}
        />
      )}
      {groups.map(([name, term]) => (
        <Card key={name} size="small" type="inner" title={term.title ?? name}>
          {term.type === "array" ? (
            <Items form={form} named={named} path={below(path, name)} schema={term} items={content[name] as Content[]} />
          ) : (
            <Members form={form} named={named} path={below(path, name)} schema={term} content={content[name] as Content} />
          )}
        </Card>
      ))}
    </Flex>
  );
}

export function Contents(shown: Shown) {
  const { form, matter, named } = shown;
  const { t } = useTranslation();
  const [isChanging, setChanging] = useState(false);
  if (isChanging) return <ChangeMatter {...shown} onLeave={() => setChanging(false)} />;
  return (
    <Section title={t("registers.tab.said")} extra={matter.mayWrite && <Button onClick={() => setChanging(true)}>{t("records.change")}</Button>}>
      <NamedRecords.Provider value={matter.named ?? []}>
        {matter.content ? <Members form={form} named={named} path="" schema={form.schema} content={matter.content} /> : t("registers.wasErased")}
      </NamedRecords.Provider>
    </Section>
  );
}
