// SPDX-License-Identifier: Apache-2.0
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: {
    chunkSizeWarningLimit: 1500, // Ant Design is most of it; the program serves it from its own pages
    rollupOptions: {
      output: {
        // What changes seldom stays in the browser's cache from one release to the next.
        manualChunks: { ui: ["react", "react-dom", "antd", "@ant-design/icons"], charts: ["echarts"] },
      },
    },
  },
  server: { proxy: { "/api": "http://localhost:8080" } }, // `npm run dev` beside `madoguchi serve`
});
