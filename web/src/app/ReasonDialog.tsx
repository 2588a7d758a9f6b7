// SPDX-License-Identifier: Apache-2.0
// Asks why, where a deed needs its reason.
import { Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const REASON_MAX = 4000; // characters that the server takes

export function ReasonDialog({ label, onGive, onLeave }: { label: string; onGive: (reason: string) => void; onLeave: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  return (
    <Modal
      open
      title={label}
      okText={label}
      cancelText={t("records.cancel")}
      okButtonProps={{ disabled: reason.trim() === "" }}
      onOk={() => onGive(reason.trim())}
      onCancel={onLeave}
    >
      <label htmlFor="reason">{t("registers.reason")}</label>
      <Input.TextArea id="reason" autoFocus rows={4} maxLength={REASON_MAX} value={reason} onChange={({ target }) => setReason(target.value)} />
    </Modal>
  );
}
