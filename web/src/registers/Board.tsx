// SPDX-License-Identifier: Apache-2.0
// Records side by side, by state or by a choice that the declaration names.
import { Card, Flex } from "antd";
import type { RJSFSchema } from "@rjsf/utils";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import type { RegisterPages, SeenRecord } from "../api/registers";
import { Answered } from "../app/answer";
import { termOf } from "../records/form/terms";
import { Value } from "../records/Value";
import { Cell } from "./Cell";
import { StateTag } from "./StateTag";
import { useSeen } from "./useSeen";
import { addressOf, nameOf, valuesAt } from "./words";

const BOARD_MAX = 200; // cards; more are found in the list

interface Board {
  by?: string; // none: the state
  lanes: string[];
  card: string[];
}

function boardOf({ declared, schema }: RegisterPages): Board {
  const said = declared.views?.board;
  const by = typeof said === "object" ? said.by : undefined;
  const choices = by ? (termOf(schema, by) as RJSFSchema | undefined)?.enum?.map(String) : undefined;
  const card = (typeof said === "object" && said.card) || (declared.facets ?? []).slice(0, 2);
  return { by, lanes: choices ?? Object.keys(declared.states ?? {}), card };
}

const laneOf = (record: SeenRecord, by: string | undefined) => (by ? String(valuesAt(record.content, by)[0] ?? "") : record.state);

function RecordCard({ form, record, card }: { form: RegisterPages; record: SeenRecord; card: string[] }) {
  return (
    <Card size="small">
      <Link to={addressOf(record)}>{nameOf(form, record)}</Link>
      <div>{record.number}</div>
      {card.map((path) => (
        <div key={path}>
          <Cell form={form} record={record} path={path} />
        </div>
      ))}
    </Card>
  );
}

export function Board({ form }: { form: RegisterPages }) {
  const { t } = useTranslation();
  const { first, records } = useSeen(form.name, {}, BOARD_MAX);
  const { by, lanes, card } = boardOf(form);
  return (
    <Answered answer={first}>
      {() => (
        <div className="board" tabIndex={0} role="region" aria-label={t("registers.view.board")}>
          {lanes.map((lane) => {
            const own = records.filter((record) => laneOf(record, by) === lane);
            return (
              <Flex key={lane} vertical gap={8} component="section" className={own.length > 0 ? undefined : "empty"}>
                <h2>
                  {by ? <Value schema={form.schema} path={by} value={lane} /> : <StateTag declared={form.declared} state={lane} />} {own.length}
                </h2>
                {own.map((record) => (
                  <RecordCard key={`${record.organisation} ${record.id}`} form={form} record={record} card={card} />
                ))}
              </Flex>
            );
          })}
        </div>
      )}
    </Answered>
  );
}
