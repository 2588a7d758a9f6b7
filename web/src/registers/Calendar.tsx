// SPDX-License-Identifier: Apache-2.0
// What is due when: deadlines by the window's clock, and the dates that the declaration names, by month.
import { Empty, Flex, Switch, Tag, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { listDeadlines, type RegisterPages, type SeenRecord } from "../api/registers";
import { Answered, useAnswer } from "../app/answer";
import { showDay } from "../app/moment";
import { Section } from "../app/Section";
import { StateTag } from "./StateTag";
import { useSeen } from "./useSeen";
import { addressOf, columnTitle, nameOf, valuesAt } from "./words";

interface Due {
  date: string;
  label: string;
  record: { register: string; organisation: string; id: string };
  name: string;
  state: string;
  isMet?: boolean;
}

function datesIn(form: RegisterPages, records: SeenRecord[]): Due[] {
  const said = form.declared.views?.calendar;
  const paths = (typeof said === "object" && said.dates) || [];
  return records.flatMap((record) =>
    paths.flatMap((path) =>
      valuesAt(record.content, path)
        .filter((date): date is string => typeof date === "string" && /^\d{4}-\d\d-\d\d/.test(date))
        .map((date) => ({ date: date.slice(0, 10), label: columnTitle(form.schema, path), record, name: nameOf(form, record), state: record.state })),
    ),
  );
}

const today = () => new Date().toLocaleDateString("sv"); // as 2026-11-21, where the reader is

export function byMonth(all: Due[]): [string, Due[]][] {
  const months = new Map<string, Due[]>();
  for (const due of [...all].sort((a, b) => a.date.localeCompare(b.date))) {
    const month = due.date.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), due]);
  }
  return [...months];
}

function Row({ form, due }: { form: RegisterPages; due: Due }) {
  const { t, i18n } = useTranslation();
  return (
    <li>
      <time dateTime={due.date}>{showDay(due.date, i18n.language)}</time> {due.label} · <Link to={addressOf(due.record)}>{due.name}</Link>{" "}
      <StateTag declared={form.declared} state={due.state} />
      {due.isMet && <Tag color="success">✓ {t("registers.met")}</Tag>}
      {due.isMet === false && due.date < today() && <Tag color="error">✗ {t("registers.over")}</Tag>}
    </li>
  );
}

export function Calendar({ form }: { form: RegisterPages }) {
  const { t, i18n } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const { first, records } = useSeen(form.name, {}, 200);
  const deadlines = useAnswer(() => listDeadlines(form.name, i18n.language), [form.name, i18n.language]);
  const known = new Map(records.map((record) => [`${record.organisation} ${record.id}`, nameOf(form, record)]));
  const due = (deadlines.value?.dates ?? []).map(({ record, organisation, number, state, deadline }) => ({
    ...deadline,
    record: { register: form.name, organisation, id: record },
    name: known.get(`${organisation} ${record}`) ?? number ?? record,
    state,
  }));
  const all = [...due, ...datesIn(form, records)].filter(({ date, isMet }) => isWhole || date >= today() || isMet === false);
  const monthName = (month: string) => new Date(`${month}-01T00:00:00Z`).toLocaleDateString(i18n.language, { year: "numeric", month: "long", timeZone: "UTC" });
  return (
    <Answered answer={first}>
      {() => (
        <Flex vertical gap={16}>
          <Typography.Text>
            <Switch size="small" checked={isWhole} onChange={setWhole} aria-label={t("registers.past")} /> {t("registers.past")}
          </Typography.Text>
          {all.length === 0 && <Empty description={t("registers.noDates")} />}
          {byMonth(all).map(([month, dues]) => (
            <Section key={month} title={monthName(month)}>
              <ul className="dates">
                {dues.map((one, index) => (
                  <Row key={index} form={form} due={one} />
                ))}
              </ul>
            </Section>
          ))}
        </Flex>
      )}
    </Answered>
  );
}
