// SPDX-License-Identifier: Apache-2.0
import { Button, type ButtonProps } from "antd";
import { useNavigate } from "react-router-dom";

// A link that looks like a button: it can be opened in another tab, and leads on without a new page.
export function LinkButton({ to, ...rest }: ButtonProps & { to: string }) {
  const navigate = useNavigate();
  return (
    <Button
      {...rest}
      href={to}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        navigate(to);
      }}
    />
  );
}
