// SPDX-License-Identifier: Apache-2.0
// Who is signed in. The cookie is the server's business; pages ask GET /api/session who it is.
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";
import type { ReactNode } from "react";

import type { Membership, Role } from "../api/access";
import { get, Problem, rememberCsrf, send } from "../api/http";

export interface Person {
  id: string;
  name: string;
  email: string;
  role: Role;
  acts: Role; // what registers call it: a manager is a member to them
  organisation: string; // where one is now
  memberships: Membership[];
  organisationName?: string;
  wantsFactor: boolean; // and may do nothing else until there is one
}

interface Self {
  role: Role;
  organisation?: string;
  person?: string;
  name?: string;
  email?: string;
  memberships?: Membership[];
  csrf?: string;
  provider?: string;
  wantsFactor?: boolean;
}

interface Session {
  person?: Person;
  provider?: string; // what the provider of identity is called by which one can sign in, too
  isKnown: boolean; // whether the server has answered
  signIn: (email: string, password: string, code?: string) => Promise<"done" | "wants code">;
  signOut: () => Promise<void>;
  change: (organisation: string) => Promise<void>; // goes on in another organisation
  refresh: () => Promise<void>; // what the server says of one now
  forget: () => void; // the server closed the session itself
}

const Context = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error("there is no SessionProvider around this");
  return session;
}

function personOf(self: Self): Person | undefined {
  if (!self.person) return undefined;
  return {
    id: self.person,
    name: self.name ?? self.person,
    email: self.email ?? "",
    role: self.role,
    acts: self.role === "manager" ? "member" : self.role,
    organisation: self.organisation ?? "",
    memberships: self.memberships ?? [],
    wantsFactor: self.wantsFactor ?? false,
    organisationName: self.memberships?.find(({ organisation }) => organisation === self.organisation)?.name,
  };
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const [person, setPerson] = useState<Person>();
  const [provider, setProvider] = useState<string>();
  const [isKnown, setKnown] = useState(false);
  const take = useCallback((self: Self) => {
    rememberCsrf(self.csrf ?? "");
    if (self.provider) setProvider(self.provider);
    setPerson(personOf(self));
  }, []);
  const forget = useCallback(() => take({ role: "public" }), [take]);
  useEffect(() => {
    get<Self>("/api/session")
      .then(take, forget)
      .finally(() => setKnown(true));
  }, [take, forget]);
  const session = useMemo<Session>(
    () => ({
      person,
      provider,
      isKnown,
      forget,
      refresh: async () => take(await get<Self>("/api/session")),
      signIn: async (email, password, code) => {
        try {
          take(await (await send("POST", "/api/session", { email, password, code })).json());
          return "done";
        } catch (error) {
          if (error instanceof Problem && error.kind === "code" && !code) return "wants code";
          throw error;
        }
      },
      change: async (organisation) => take(await (await send("POST", "/api/session/organisation", { organisation })).json()),
      signOut: async () => {
        await send("DELETE", "/api/session");
        forget();
      },
    }),
    [person, provider, isKnown, take, forget],
  );
  return <Context.Provider value={session}>{children}</Context.Provider>;
}
