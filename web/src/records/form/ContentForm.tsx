// SPDX-License-Identifier: Apache-2.0
// The business content of a document as a form, from its register's schema.
import Form from "@rjsf/antd";
import type { ErrorSchema, RegistryWidgetsType, RJSFSchema, UiSchema } from "@rjsf/utils";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Content, RegisterForm } from "../../api/records";
import { CodeWidget } from "./CodeWidget";
import { DayWidget } from "./DayWidget";
import { GroupTemplate } from "./GroupTemplate";
import { ListTemplate } from "./ListTemplate";
import { isLong } from "./terms";
import { noJudge } from "./validator";

const widgets = { code: CodeWidget, DateWidget: DayWidget };
const templates = { ObjectFieldTemplate: GroupTemplate, ArrayFieldTemplate: ListTemplate };

// Labels stand above their fields: trade terms are long.
const above = { labelCol: { span: 24 }, wrapperCol: { span: 24 } };

// Nothing is filled in that the writer did not: an empty group is a statement too.
const nothingByDefault = {
  arrayMinItems: { populate: "never" },
  emptyObjectFields: "skipDefaults",
} as const;

const LONG_ROWS = 4;

// Values of a code list are chosen from it; those of a few by their names.
function uiOf(schema: RJSFSchema, nameOf: (choice: string, said?: string) => string): UiSchema {
  const { enumNames, widget } = schema as { enumNames?: string[]; widget?: string };
  if (schema.enum) return { "ui:enumNames": schema.enum.map((choice: unknown, index: number) => nameOf(String(choice), enumNames?.[index])) };
  if (widget) return { "ui:widget": widget };
  if (isLong(schema)) return { "ui:widget": "textarea", "ui:options": { rows: LONG_ROWS } };
  if ((schema as { codes?: string }).codes && schema.type === "string") return { "ui:widget": "code" };
  if (schema.type === "array") return { items: uiOf(schema.items as RJSFSchema, nameOf) };
  const members = Object.entries(schema.properties ?? {});
  return Object.fromEntries(members.map(([name, member]) => [name, uiOf(member as RJSFSchema, nameOf)]));
}

interface Properties {
  form: RegisterForm;
  content: Content;
  errors?: ErrorSchema;
  onChange?: (content: Content) => void; // none: it is only read
  widgets?: RegistryWidgetsType; // for terms that name one as their `widget`
}

export function ContentForm({ form, content, errors, onChange, widgets: others }: Properties) {
  const { t } = useTranslation();
  const ui = useMemo(() => {
    // What the register itself calls a choice is nearer than what all do.
    const nameOf = (choice: string, said = choice) => (said !== choice ? said : t(`choice.${choice}`, { defaultValue: choice }));
    return { ...uiOf(form.schema, nameOf), "ui:submitButtonOptions": { norender: true } };
  }, [form, t]);
  const all = useMemo(() => ({ ...widgets, ...others }), [others]);
  return (
    <Form
      tagName="div"
      className="content-form"
      schema={form.schema}
      uiSchema={ui}
      validator={noJudge}
      widgets={all}
      templates={templates}
      formData={content}
      extraErrors={errors}
      showErrorList={false}
      noHtml5Validate
      readonly={!onChange}
      formContext={above}
      experimental_defaultFormStateBehavior={nothingByDefault}
      onChange={({ formData }) => onChange?.(formData as Content)}
    />
  );
}
