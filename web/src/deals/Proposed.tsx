// SPDX-License-Identifier: Apache-2.0
// A deal in which others have named one's organisation: until it answers, no document joins by itself.
import { Alert, Button, Flex } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";

import { answerPart, type DealHead } from "../api/deals";
import { useDeed } from "../app/answer";

export function Proposed({ deal, again }: { deal: DealHead; again: () => void }) {
  const { t } = useTranslation();
  const deed = useDeed();
  const navigate = useNavigate();
  if (deal.standing !== "proposed") return null;
  const accept = () => deed(async () => (await answerPart(deal.id, "accepted"), again()));
  const decline = () => deed(async () => (await answerPart(deal.id, "declined"), navigate("/deals")));
  return (
    <Alert
      type="info"
      showIcon
      message={t("deals.proposed", { organisation: deal.organisation })}
      action={
        <Flex gap={8}>
          <Button size="small" type="primary" onClick={() => void accept()}>
            {t("deals.accept")}
          </Button>
          <Button size="small" onClick={() => void decline()}>
            {t("deals.decline")}
          </Button>
        </Flex>
      }
    />
  );
}
