// SPDX-License-Identifier: Apache-2.0
import { expect, test } from "vitest";

import en from "./en.json";
import ja from "./ja.json";
import zh from "./zh.json";

function keys(texts: object, above = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "object" ? keys(value, `${above}${key}.`) : [above + key],
  );
}

// "{{count}} files" has the place {{count}}; a translation must have it as well.
function places(texts: object): string[] {
  return Object.values(texts).flatMap((value) =>
    typeof value === "object"
      ? places(value)
      : [(value.match(/{{\w+}}/g) ?? []).sort().join()],
  );
}

test.each([
  ["ja", ja],
  ["zh", zh],
])("every text is there in %s, with the same places", (_, texts) => {
  expect(keys(texts)).toEqual(keys(en));
  expect(places(texts)).toEqual(places(en));
});
