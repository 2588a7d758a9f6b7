// SPDX-License-Identifier: Apache-2.0
// Who is signed in. The cookie is the server's business; pages ask GET /api/session who it is.
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";

import { get, rememberCsrf, send } from "../api/http";

export interface Person {
  id: string;
  name: string;
  email: string;
  organisation: { id: string; name: string };
  roles: string[];
}

interface Answer {
  person?: Person;
  csrf?: string;
  needs?: "totp"; // the password was right, the second factor is asked for
}

interface Session {
  person?: Person;
  isKnown: boolean; // whether the server has answered
  signIn: (email: string, password: string, code?: string) => Promise<"done" | "totp">;
  signOut: () => Promise<void>;
}

const Context = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("there is no SessionProvider around this");
  return session;
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const [person, setPerson] = useState<Person>();
  const [isKnown, setKnown] = useState(false);
  const take = useCallback((answer: Answer) => {
    rememberCsrf(answer.csrf ?? "");
    setPerson(answer.person);
  }, []);
  useEffect(() => {
    get<Answer>("/session")
      .then(take, () => take({}))
      .finally(() => setKnown(true));
  }, [take]);
  const session = useMemo<Session>(
    () => ({
      person,
      isKnown,
      signIn: async (email, password, code) => {
        const answer: Answer = await (await send("POST", "/session", { email, password, code })).json();
        if (answer.needs) return answer.needs;
        take(answer);
        return "done";
      },
      signOut: async () => {
        await send("DELETE", "/session");
        take({});
      },
    }),
    [person, isKnown, take],
  );
  return <Context.Provider value={session}>{children}</Context.Provider>;
}
