// SPDX-License-Identifier: Apache-2.0
// A month as a sheet of weeks: what is due stands in its day. Where there is no room a day tells how many.
import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Badge, Button, Flex } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { Language } from "../i18n";
import { isOver, monthFrom, monthOf, today, weeksOf, type Due } from "./dues";
import { addressOf } from "./words";

const SHOWN_MAX = 3; // of one day; all stand in the list below

const firstDay: Record<Language, number> = { en: 1, ja: 0, zh: 1 };

export const monthName = (month: string, language: string) =>
  new Date(`${month}-01T00:00:00Z`).toLocaleDateString(language, { year: "numeric", month: "long", timeZone: "UTC" });

const weekday = (day: string, language: string) => new Date(`${day}T00:00:00Z`).toLocaleDateString(language, { weekday: "short", timeZone: "UTC" });

function Day({ day, month, dues }: { day: string; month: string; dues: Due[] }) {
  const { t } = useTranslation();
  const isLate = dues.some(isOver);
  const kind = [monthOf(day) === month ? "" : "other-month", day === today() ? "today" : ""].filter(Boolean).join(" ");
  return (
    <td className={kind || undefined} aria-current={day === today() ? "date" : undefined}>
      <time dateTime={day}>{Number(day.slice(8))}</time>
      {dues.length > 0 && (
        <>
          <Badge className="narrow-only" count={dues.length} color={isLate ? "#b3121f" : "#0b5cad"} title={t("registers.dueOn", { count: dues.length })} />
          <ul className="roomy-only">
            {dues.slice(0, SHOWN_MAX).map((due, index) => (
              <li key={index} title={`${due.label} · ${due.name}`} className={isOver(due) ? "is-late" : undefined}>
                {due.isMet ? "✓ " : isOver(due) ? "✗ " : ""}
                <Link to={addressOf(due.record)}>{due.name}</Link> <span>{due.label}</span>
              </li>
            ))}
            {dues.length > SHOWN_MAX && <li>{t("registers.further", { count: dues.length - SHOWN_MAX })}</li>}
          </ul>
        </>
      )}
    </td>
  );
}

export function MonthGrid({ month, dues, onMonth }: { month: string; dues: Due[]; onMonth: (month: string) => void }) {
  const { t, i18n } = useTranslation();
  const weeks = weeksOf(month, firstDay[i18n.language as Language]);
  const name = monthName(month, i18n.language);
  return (
    <>
      <Flex gap={8} align="center" wrap className="no-print">
        <Button icon={<LeftOutlined aria-hidden />} aria-label={t("registers.monthBefore")} onClick={() => onMonth(monthFrom(month, -1))} />
        <h2 className="month" aria-live="polite">
          {name}
        </h2>
        <Button icon={<RightOutlined aria-hidden />} aria-label={t("registers.monthAfter")} onClick={() => onMonth(monthFrom(month, 1))} />
        <Button onClick={() => onMonth(monthOf(today()))}>{t("registers.thisMonth")}</Button>
      </Flex>
      <table className="month-grid" aria-label={name}>
        <thead>
          <tr>
            {weeks[0]!.map((day) => (
              <th key={day} scope="col">
                {weekday(day, i18n.language)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <Day key={day} day={day} month={month} dues={dues.filter(({ date }) => date === day)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
