// SPDX-License-Identifier: Apache-2.0
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";

import { createRecord } from "../api/records";
import type { RegisterPages } from "../api/registers";
import { ScreenTitle } from "../app/ScreenTitle";
import { useSession } from "../session/Session";
import { Writing } from "./Writing";
import { addressOf } from "./words";

// A new record of one's own organisation.
export function NewMatter({ form }: { form: RegisterPages }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { person } = useSession();
  const keep = async (file: Blob) => {
    const { id } = await createRecord(form.name, file, `${form.name}.json`);
    navigate(addressOf({ register: form.name, organisation: person?.organisation ?? "", id }));
  };
  return (
    <>
      <ScreenTitle text={t("form.newOf", { title: form.title })} />
      <Writing form={form} start={{}} onKeep={keep} onLeave={() => navigate(`/registers/${form.name}`)} />
    </>
  );
}
