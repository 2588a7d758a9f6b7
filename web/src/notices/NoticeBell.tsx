// SPDX-License-Identifier: Apache-2.0
// How many notices nobody of the organisation has seen yet.
import { BellOutlined } from "@ant-design/icons";
import { Badge } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";

import { useSession } from "../session/Session";
import { mayHaveNotices, useNotices } from "./useNotices";

export function NoticeBell() {
  const { t } = useTranslation();
  const { person } = useSession();
  const count = useNotices("new").value?.length ?? 0;
  if (!mayHaveNotices(person)) return null;
  return (
    <Link to="/notices" className="bell" aria-label={t("notices.bell", { count })}>
      <Badge count={count} size="small" overflowCount={49}>
        <BellOutlined aria-hidden style={{ color: "#fff", fontSize: 18 }} />
      </Badge>
    </Link>
  );
}
