// SPDX-License-Identifier: Apache-2.0
// The records of a register that one may see, page after page, as they are while one looks.
import { useState } from "react";

import { listSeen, type Filter, type SeenPage, type SeenRecord } from "../api/registers";
import { useAnswer, type Answer } from "../app/answer";
import { useEvents } from "../app/events";
import { useSession } from "../session/Session";

interface Seen {
  first: Answer<SeenPage>;
  records: SeenRecord[];
  more?: () => Promise<void>; // none: these are all
}

export function useSeen(register: string, filter: Filter, limit = 50): Seen {
  const { person } = useSession();
  const [further, setFurther] = useState<SeenPage[]>([]);
  const first = useAnswer(async () => {
    const page = await listSeen(register, { ...filter, limit });
    setFurther([]);
    return page;
  }, [register, filter.state, filter.facet, limit, person?.id]);
  useEvents((entry) => entry.register === register, first.again, Boolean(person));
  const pages = first.value ? [first.value, ...further] : [];
  const next = pages[pages.length - 1]?.next;
  const goOn = async () => {
    const page = await listSeen(register, { ...filter, limit, after: next });
    setFurther((before) => [...before, page]);
  };
  return { first, records: pages.flatMap((page) => page.records), more: next ? goOn : undefined };
}
