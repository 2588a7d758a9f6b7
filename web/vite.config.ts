// SPDX-License-Identifier: Apache-2.0
import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv } from "vite";

// `npm run dev` beside `madoguchi serve`: MADOGUCHI=http://127.0.0.1:8080 npm run dev
const server = loadEnv("", ".", "MADOGUCHI").MADOGUCHI ?? "http://127.0.0.1:8080";
const answered = ["/api", "/journal/checkpoint", "/journal/tile", "/journal/verifier"];

export default defineConfig({
  plugins: [react()],
  build: {
    modulePreload: { polyfill: false }, // the browsers we serve know it
    chunkSizeWarningLimit: 1500, // Ant Design is most of it; the program serves it from its own pages
    rollupOptions: {
      output: {
        // What changes seldom stays in the browser's cache from one release to the next.
        manualChunks: { ui: ["react", "react-dom", "antd", "@ant-design/icons"] },
      },
    },
  },
  server: { proxy: Object.fromEntries(answered.map((path) => [path, server])) },
});
