// SPDX-License-Identifier: Apache-2.0
// Where one is signed in; what one does not know is signed out.
import { Button, Flex, Table, Tag } from "antd";
import { useTranslation } from "react-i18next";

import { endAllDevices, endDevice, listDevices, type Device } from "../api/access";
import { Answered, useAnswer, useDeed } from "../app/answer";
import { showMoment } from "../app/moment";
import { useSession } from "../session/Session";

export function Devices() {
  const { t, i18n } = useTranslation();
  const { forget } = useSession();
  const deed = useDeed();
  const devices = useAnswer(listDevices, []);
  const end = (device: Device) =>
    deed(async () => {
      await endDevice(device.id);
      if (device.current) forget();
      else devices.again();
    });
  const endAll = () => deed(async () => void (await endAllDevices(), forget()));
  return (
    <Flex vertical gap={12} align="start">
      <Answered answer={devices}>
        {(all) => (
          <Table<Device>
            rowKey="id"
            size="small"
            dataSource={all}
            pagination={false}
            scroll={{ x: "max-content" }}
            style={{ width: "100%" }}
            columns={[
              {
                title: t("access.device"),
                render: (_, device) => (
                  <>
                    {device.device?.slice(0, 80)} {device.current && <Tag color="blue">{t("access.thisOne")}</Tag>}
                  </>
                ),
              },
              { title: t("access.address"), dataIndex: "address" },
              { title: t("access.since"), dataIndex: "created", render: (at: string) => showMoment(at, i18n.language) },
              {
                title: t("access.deed"),
                render: (_, device) => (
                  <Button size="small" onClick={() => void end(device)}>
                    {t("session.signOut")}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </Answered>
      <Button danger onClick={() => void endAll()}>
        {t("access.everywhere")}
      </Button>
    </Flex>
  );
}
