import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = "http://127.0.0.1:4000";
const passedOn = ["/api", "/decisions.csv", "/healthz"];

export default defineConfig({
  plugins: [react()],
  server: {
    proxy: {
      "/graphql": { target: api, ws: true },
      // Uploads and downloads go to the API; a page at the same address stays here.
      "/datasets": {
        target: api,
        bypass: ({ method, url }) => (method === "GET" && !url?.endsWith(".csv") ? "/index.html" : undefined),
      },
      ...Object.fromEntries(passedOn.map((path) => [path, api])),
    },
  },
  // Plotly is one file of 1.5 MB, which only the Explore page loads.
  build: { chunkSizeWarningLimit: 1600 },
});
