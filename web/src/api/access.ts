// SPDX-License-Identifier: Apache-2.0
// Who may come in: sessions, second factor, keys, people, organisations, invitations.
import { get, send } from "./http";

export type Role = "public" | "member" | "manager" | "officer" | "auditor" | "administrator";

export interface Device {
  id: string;
  device?: string;
  address?: string;
  created: string;
  ends: string;
  current: boolean;
}

export const listDevices = () => get<Device[]>("/api/sessions");
export const endDevice = (id: string) => send("DELETE", `/api/sessions/${id}`);
export const endAllDevices = () => send("DELETE", "/api/sessions");
export const changePassword = (password: string, next: string) => send("POST", "/api/password", { password, new: next });

export interface NewFactor {
  secret: string;
  uri: string;
}

export const newFactor = () => get<NewFactor>("/api/factor");

export async function setFactor(secret: string, code: string, password: string): Promise<string[]> {
  return (await (await send("PUT", "/api/factor", { secret, code, password })).json()).recoveryCodes;
}

export const removeFactor = (password: string) => send("DELETE", "/api/factor", { password });

export interface Key {
  id: string;
  name: string;
  scopes: string;
  state: string;
  created: string;
  ends?: string;
  used?: string; // on this day at last
}

export const scopes = ["check", "read", "write"] as const;
export const listKeys = () => get<Key[]>("/api/keys");
export const revokeKey = (id: string) => send("DELETE", `/api/keys/${id}`);
export const rotateKey = async (id: string): Promise<string> => (await (await send("POST", `/api/keys/${id}/rotation`)).json()).key;

export async function addKey(name: string, scopes: string): Promise<string> {
  return (await (await send("POST", "/api/keys", { name, scopes })).json()).key;
}

export interface Membership {
  organisation: string;
  name?: string; // of the organisation
  role: Role;
}

export const prove = (password: string) => send("POST", "/api/session/proof", { password });

export interface Look {
  time: string;
  actor: string;
  actorName?: string;
  what: string;
}

export const getAccount = () => get<{ looks: Look[] }>("/api/account");
export const eraseAccount = (password: string) => send("DELETE", "/api/account", { password });

export interface Organisation {
  id: string;
  name: string;
  state?: string;
}

export interface Member {
  id: string;
  name?: string;
  email?: string;
  role: Role;
  state?: string;
}

const peopleOf = (organisation: string) => `/api/organisations/${encodeURIComponent(organisation)}`;

export const listOrganisations = async () =>
  (await get<{ organisations: Organisation[] }>("/api/organisations", { limit: 1000 })).organisations;
export const addOrganisation = (id: string, name: string) => send("POST", "/api/organisations", { id, name });
export const listPeople = async (organisation: string) =>
  (await get<{ people: Member[] }>(`${peopleOf(organisation)}/people`, { limit: 1000 })).people;
export const closePerson = (organisation: string, id: string) => send("DELETE", `${peopleOf(organisation)}/people/${id}`);

export async function invite(organisation: string, email: string, role: Role): Promise<string> {
  const answer = await send("POST", `${peopleOf(organisation)}/invitations`, { email, role });
  return (await answer.json()).path;
}

export const setRole = (organisation: string, id: string, role: Role) => send("PUT", `${peopleOf(organisation)}/people/${id}/role`, { role });

// What the window's administrators set for an organisation, and what it demands itself.
export interface Terms {
  secondFactor: Role[]; // that must have one
  ownSecondFactor?: Role[]; // the same, as the organisation wants it
  records?: number; // that it may keep; 0: as many as it likes
  bytes?: number;
  used?: { records: number; bytes: number };
}

export const getTerms = (organisation: string) => get<Terms>(`${peopleOf(organisation)}/terms`);
export const setTerms = (organisation: string, { secondFactor, records, bytes }: Terms) =>
  send("PUT", `${peopleOf(organisation)}/terms`, { secondFactor, records, bytes });

export const demandFactor = (organisation: string, roles: Role[]) => send("PUT", `${peopleOf(organisation)}/second-factor`, { roles });

export async function makeRecovery(organisation: string, id: string, forgetsFactor: boolean): Promise<string> {
  const answer = await send("POST", `${peopleOf(organisation)}/people/${id}/recovery`, { forgetsFactor });
  return (await answer.json()).path;
}

const recoveryPath = (token: string) => `/api/recoveries/${encodeURIComponent(token)}`;

export const getRecovery = (token: string) => get<{ forgetsFactor: boolean }>(recoveryPath(token));
export const recover = (token: string, password: string) => send("POST", recoveryPath(token), { password });

export interface Invitation {
  email?: string;
  organisation: string;
  role: Role;
  ends: string;
}

const invitationPath = (token: string) => `/api/invitations/${encodeURIComponent(token)}`;

export const getInvitation = (token: string) => get<Invitation>(invitationPath(token));
export const acceptInvitation = (token: string, answer: { name: string; email: string; password: string }) =>
  send("POST", invitationPath(token), answer);
export const joinByInvitation = (token: string) => send("POST", invitationPath(token), {});
