// SPDX-License-Identifier: Apache-2.0
// While a record is written: those like it that are there already. It warns; the record can be kept all the same.
import { Alert } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { documentOf, type Content } from "../api/records";
import type { RegisterPages } from "../api/registers";
import { findSimilar, type Alike } from "../api/search";
import { useOrganisations } from "../app/names";
import { addressOf } from "./words";

const PAUSE_MS = 500; // between two keys one asks nothing

function useSimilar(form: RegisterPages, content: Content, record?: string): Alike[] {
  const [similar, setSimilar] = useState<Alike[]>([]);
  useEffect(() => {
    if (!form.declared.similar) return;
    let isWanted = true;
    const wait = setTimeout(() => {
      findSimilar(form.name, documentOf(form, content), record).then(
        (found) => isWanted && setSimilar(found),
        () => {}, // the next key asks again; one can go on without
      );
    }, PAUSE_MS);
    return () => {
      isWanted = false;
      clearTimeout(wait);
    };
  }, [form, content, record]);
  return similar;
}

export function Similar({ form, content, record }: { form: RegisterPages; content: Content; record?: string }) {
  const { t } = useTranslation();
  const organisationOf = useOrganisations();
  const similar = useSimilar(form, content, record);
  if (similar.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      role="status"
      message={t("registers.mayBeThere")}
      description={
        <ul className="similar">
          {similar.map((one) => (
            <li key={`${one.organisation} ${one.id}`}>
              <Link to={addressOf(one)} target="_blank">
                {one.title || one.number || one.id}
              </Link>{" "}
              {one.number} · {organisationOf(one)} · {Math.round(one.score * 100)}%
            </li>
          ))}
        </ul>
      }
    />
  );
}
