// SPDX-License-Identifier: Apache-2.0
// By when what is due, and whether it was kept.
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

import type { Matter } from "../api/registers";
import { showDay } from "../app/moment";
import { Section } from "../app/Section";
import { Unannounced } from "./Unannounced";

const inOrder = (deadlines: Matter["deadlines"]) => [...deadlines].sort((one, other) => one.date.localeCompare(other.date));

export function Deadlines({ matter: { deadlines } }: { matter: Matter }) {
  const { t, i18n } = useTranslation();
  if (deadlines.length === 0) return null;
  return (
    <Section title={t("registers.deadlines")}>
      <ul className="dates">
        {inOrder(deadlines).map(({ deadline, label, date, isMet, isOver, unannounced }, index) => (
          <li key={`${deadline} ${index}`}>
            <time dateTime={date}>{showDay(date, i18n.language)}</time> {label}{" "}
            {isMet ? <Tag color="success">✓ {t("registers.met")}</Tag> : isOver && <Tag color="error">✗ {t("registers.over")}</Tag>}
            <Unannounced year={unannounced} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
