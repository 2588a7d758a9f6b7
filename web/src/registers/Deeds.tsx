// SPDX-License-Identifier: Apache-2.0
// What was done to a record, the newest first.
import { Timeline } from "antd";

import { listDeeds, type Named, type RegisterPages } from "../api/registers";
import { Answered, useAnswer } from "../app/answer";
import { Done } from "../records/History";

export function Deeds({ form, named }: { form: RegisterPages; named: Named }) {
  const answer = useAnswer(() => listDeeds(named), [named.register, named.organisation, named.record]);
  return (
    <Answered answer={answer}>
      {(entries) => <Timeline style={{ paddingTop: 8 }} items={entries.map((entry) => ({ key: entry.index, children: <Done form={form} entry={entry} /> }))} />}
    </Answered>
  );
}
