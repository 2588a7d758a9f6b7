// SPDX-License-Identifier: Apache-2.0
// What is due when: deadlines by the window's clock, and the dates that the declaration names; as a list by month, or
// a month as a sheet.
import { Empty, Flex, Segmented, Switch, Tag, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { listDeadlines, type RegisterPages, type SeenRecord } from "../api/registers";
import { Answered, useAnswer } from "../app/answer";
import { showDay } from "../app/moment";
import { Section } from "../app/Section";
import { byMonth, isOver, monthOf, today, type Due } from "./dues";
import { MonthGrid, monthName } from "./MonthGrid";
import { StateTag } from "./StateTag";
import { Unannounced } from "./Unannounced";
import { useSeen } from "./useSeen";
import { addressOf, columnTitle, nameOf, valuesAt } from "./words";

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

// A date that is a deadline already is not told twice.
function useDues(form: RegisterPages) {
  const { i18n } = useTranslation();
  const { first, records } = useSeen(form.name, {}, 200);
  const deadlines = useAnswer(() => listDeadlines(form.name, i18n.language), [form.name, i18n.language]);
  const known = new Map(records.map((record) => [`${record.organisation} ${record.id}`, nameOf(form, record)]));
  const due: Due[] = (deadlines.value?.dates ?? []).map(({ record, organisation, number, state, deadline }) => ({
    ...deadline,
    record: { register: form.name, organisation, id: record },
    name: known.get(`${organisation} ${record}`) ?? number ?? record,
    state,
  }));
  const told = new Set(due.map(({ record, date }) => `${record.id} ${date}`));
  return { first, dues: [...due, ...datesIn(form, records).filter(({ record, date }) => !told.has(`${record.id} ${date}`))] };
}

function DueRow({ form, due }: { form: RegisterPages; due: Due }) {
  const { t, i18n } = useTranslation();
  return (
    <li>
      <time dateTime={due.date}>{showDay(due.date, i18n.language)}</time> {due.label} · <Link to={addressOf(due.record)}>{due.name}</Link>{" "}
      <StateTag declared={form.declared} state={due.state} />
      {due.isMet && <Tag color="success">✓ {t("registers.met")}</Tag>}
      {isOver(due) && <Tag color="error">✗ {t("registers.over")}</Tag>}
      <Unannounced year={due.unannounced} />
    </li>
  );
}

function Months({ form, dues }: { form: RegisterPages; dues: Due[] }) {
  const { i18n } = useTranslation();
  return (
    <>
      {byMonth(dues).map(([month, own]) => (
        <Section key={month} title={monthName(month, i18n.language)}>
          <ul className="dates">
            {own.map((one, index) => (
              <DueRow key={index} form={form} due={one} />
            ))}
          </ul>
        </Section>
      ))}
    </>
  );
}

function List({ form, dues }: { form: RegisterPages; dues: Due[] }) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  const shown = dues.filter(({ date, isMet }) => isWhole || date >= today() || isMet === false);
  return (
    <>
      <Typography.Text>
        <Switch size="small" checked={isWhole} onChange={setWhole} aria-label={t("registers.past")} /> {t("registers.past")}
      </Typography.Text>
      {shown.length === 0 && <Empty description={t("registers.noDates")} />}
      <Months form={form} dues={shown} />
    </>
  );
}

function Sheet({ form, dues }: { form: RegisterPages; dues: Due[] }) {
  const { t } = useTranslation();
  const [month, setMonth] = useState(monthOf(today()));
  const own = dues.filter(({ date }) => monthOf(date) === month);
  return (
    <>
      <MonthGrid month={month} dues={dues} onMonth={setMonth} />
      {own.length === 0 ? <Typography.Text>{t("registers.noDates")}</Typography.Text> : <Months form={form} dues={own} />}
    </>
  );
}

export function Calendar({ form }: { form: RegisterPages }) {
  const { t } = useTranslation();
  const [isSheet, setSheet] = useState(() => localStorage.getItem("calendar") === "sheet");
  const { first, dues } = useDues(form);
  const choose = (key: string) => {
    localStorage.setItem("calendar", key);
    setSheet(key === "sheet");
  };
  return (
    <Answered answer={first}>
      {() => (
        <Flex vertical gap={16}>
          <Segmented
            className="no-print as-wide-as-needed"
            aria-label={t("registers.calendarAs.title")}
            value={isSheet ? "sheet" : "list"}
            onChange={choose}
            options={["list", "sheet"].map((value) => ({ value, label: t(`registers.calendarAs.${value}`) }))}
          />
          {isSheet ? <Sheet form={form} dues={dues} /> : <List form={form} dues={dues} />}
        </Flex>
      )}
    </Answered>
  );
}
