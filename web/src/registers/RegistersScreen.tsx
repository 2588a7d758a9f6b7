// SPDX-License-Identifier: Apache-2.0
// Registers, from their declarations alone: the systems, a register, one record, a new one, many at once.
import { useTranslation } from "react-i18next";
import { Route, Routes, useParams } from "react-router-dom";

import { getRegister, type RegisterPages } from "../api/registers";
import { Answered, useAnswer } from "../app/answer";
import { BulkScreen } from "../records/BulkScreen";
import { MatterView } from "./MatterView";
import { NewMatter } from "./NewMatter";
import { RegisterView } from "./RegisterView";
import { Systems } from "./Systems";

// Every page of a register begins with its declaration.
function Declared({ show: Show }: { show: (properties: { form: RegisterPages }) => JSX.Element }) {
  const { i18n } = useTranslation();
  const { register = "" } = useParams();
  const form = useAnswer(() => getRegister(register, i18n.language), [register, i18n.language]);
  return <Answered answer={form}>{(known) => <Show key={known.name} form={known} />}</Answered>;
}

export function RegistersScreen() {
  return (
    <Routes>
      <Route index element={<Systems />} />
      <Route path=":register" element={<Declared show={RegisterView} />} />
      <Route path=":register/new" element={<Declared show={NewMatter} />} />
      <Route path=":register/many" element={<BulkScreen home="registers" />} />
      <Route path=":register/:organisation/:record" element={<Declared show={MatterView} />} />
    </Routes>
  );
}
