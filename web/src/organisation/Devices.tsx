// SPDX-License-Identifier: Apache-2.0
// Where one is signed in; what one does not know is signed out.
import { Button, Flex, Tag } from "antd";
import { useTranslation } from "react-i18next";

import { endAllDevices, endDevice, listDevices, type Device } from "../api/access";
import { useAnswer, useDeed } from "../app/answer";
import { useMoments } from "../app/moment";
import { Rows } from "../app/Rows";
import { useSession } from "../session/Session";

// "Chrome, Linux" of what browsers call themselves, which is long and mostly untrue.
function named(device = ""): string {
  const browser = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].find((name) => device.includes(`${name}/`)) ?? /HeadlessChrome/.exec(device)?.[0];
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"].find((name) => device.includes(name));
  const known = [browser?.replace("Edg", "Edge").replace("OPR", "Opera"), system].filter(Boolean).join(", ");
  return known || device.slice(0, 80);
}

export function Devices() {
  const { t } = useTranslation();
  const showMoment = useMoments();
  const { forget } = useSession();
  const deed = useDeed();
  const devices = useAnswer(listDevices, []);
  const endAll = () => deed(async () => void (await endAllDevices(), forget()));
  return (
    <Flex vertical gap={12} align="start">
      <Rows<Device>
        answer={devices}
        columns={[
          {
            title: t("access.device"),
            render: (_, { device, current }) => (
              <span title={device}>
                {named(device)} {current && <Tag color="blue">{t("access.thisOne")}</Tag>}
              </span>
            ),
          },
          { title: t("access.address"), dataIndex: "address" },
          { title: t("access.since"), dataIndex: "created", render: showMoment },
        ]}
        end={{
          label: t("session.signOut"),
          sure: () => t("access.endSure"),
          act: async ({ id, current }) => {
            await endDevice(id);
            if (current) forget();
          },
        }}
      />
      <Button danger onClick={() => void endAll()}>
        {t("access.everywhere")}
      </Button>
    </Flex>
  );
}
