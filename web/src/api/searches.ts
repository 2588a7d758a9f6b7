// SPDX-License-Identifier: Apache-2.0
// Saved searches: what a person is told of when it comes.
import { get, send } from "./http";

export interface FacetChoice {
  facet: string;
  value: string;
}

export interface NewSearch {
  name: string;
  register?: string;
  q?: string;
  facets: FacetChoice[];
}

export interface SavedSearch extends NewSearch {
  id: string;
  silent: boolean;
  created: string;
}

export const listSearches = async () => (await get<{ searches: SavedSearch[] }>("/api/searches")).searches;

export const saveSearch = (search: NewSearch) => send("POST", "/api/searches", search);

export const changeSearch = ({ id }: SavedSearch, name: string, silent: boolean) =>
  send("PUT", `/api/searches/${encodeURIComponent(id)}`, { name, silent });

export const deleteSearch = ({ id }: SavedSearch) => send("DELETE", `/api/searches/${encodeURIComponent(id)}`);
