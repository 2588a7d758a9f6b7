// SPDX-License-Identifier: Apache-2.0
// Saves what a list is narrowed by, so that one is told of what comes.
import { BellOutlined } from "@ant-design/icons";
import { Button, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Filter, RegisterPages } from "../api/registers";
import { saveSearch, type FacetChoice } from "../api/searches";
import { useDeed } from "../app/answer";

const NAME_MAX = 100; // characters that the server takes

// "industry:C28" divides at its first colon, as in the address.
export function choicesOf({ state, facet }: Filter): FacetChoice[] {
  const at = facet?.indexOf(":") ?? -1;
  return [
    ...(state ? [{ facet: "state", value: state }] : []),
    ...(facet && at > 0 ? [{ facet: facet.slice(0, at), value: facet.slice(at + 1) }] : []),
  ];
}

export function SaveSearch({ form, q, filter }: { form: RegisterPages; q: string; filter: Filter }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [name, setName] = useState<string>();
  const first = [form.title, q].filter(Boolean).join(": ").slice(0, NAME_MAX);
  const keep = async () => {
    const search = { name: name?.trim() ?? "", register: form.name, q: q || undefined, facets: choicesOf(filter) };
    if (await deed(() => saveSearch(search), t("searches.saved"))) setName(undefined);
  };
  return (
    <>
      <Button icon={<BellOutlined aria-hidden />} onClick={() => setName(first)}>
        {t("searches.save")}
      </Button>
      {name !== undefined && (
        <Modal
          open
          title={t("searches.save")}
          okText={t("searches.keep")}
          cancelText={t("records.cancel")}
          okButtonProps={{ disabled: name.trim() === "" }}
          onOk={() => void keep()}
          onCancel={() => setName(undefined)}
        >
          <p>{t("searches.help")}</p>
          <label htmlFor="search-name">{t("searches.name")}</label>
          <Input id="search-name" autoFocus maxLength={NAME_MAX} value={name} onChange={({ target }) => setName(target.value)} />
        </Modal>
      )}
    </>
  );
}
