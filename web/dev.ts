import { createServer } from "vite";
import { viteOptions } from "./vite-options.ts";

const SERVER = process.env.TICKFOLIO_PORT ?? "4747";

// The API answers only pages of its own origin, so the proxy speaks to it as one.
const target = `http://127.0.0.1:${SERVER}`;
const headers = { host: `127.0.0.1:${SERVER}`, origin: target };

const server = await createServer({
  ...viteOptions,
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: {
      "/api": { target, headers, ws: true, changeOrigin: true },
      "/config.json": { target, headers, changeOrigin: true },
    },
  },
});
await server.listen();
server.printUrls();
console.log(`Requests go to ${target}. Start it with: npm start -- --no-open --no-token`);

process.on("SIGTERM", () => void server.close().then(() => process.exit(0)));
