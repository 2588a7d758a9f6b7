// SPDX-License-Identifier: Apache-2.0
// Deals: all that one takes part in, one of them, one document of it.
import { Route, Routes } from "react-router-dom";

import { DealDocumentView } from "./DealDocumentView";
import { DealList } from "./DealList";
import { DealView } from "./DealView";

export function DealsScreen() {
  return (
    <Routes>
      <Route index element={<DealList />} />
      <Route path=":deal" element={<DealView />} />
      <Route path=":deal/documents/:register/:record" element={<DealDocumentView />} />
    </Routes>
  );
}
