// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router-dom";

import { createRecord, type Content } from "../api/records";
import type { RegisterPages } from "../api/registers";
import { ScreenTitle } from "../app/ScreenTitle";
import { useSession } from "../session/Session";
import { useWarned } from "./useWarned";
import { Writing } from "./Writing";
import { addressOf } from "./words";

// What the address says of fields: new?offer=OFR-2026-00001.
function startOf({ schema }: RegisterPages, query: URLSearchParams): Content {
  return Object.fromEntries([...query].filter(([name]) => schema.properties?.[name]));
}

// A new record of one's own organisation.
export function NewMatter({ form }: { form: RegisterPages }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const { person } = useSession();
  const warn = useWarned();
  const keep = async (file: Blob) => {
    const receipt = await createRecord(form.name, file, `${form.name}.json`);
    navigate(addressOf({ register: form.name, organisation: person?.organisation ?? "", id: receipt.id }));
    warn(receipt);
  };
  return (
    <>
      <ScreenTitle text={t("form.newOf", { title: form.title })} />
      <Writing form={form} start={startOf(form, query)} onKeep={keep} onLeave={() => navigate(`/registers/${form.name}`)} />
    </>
  );
}
