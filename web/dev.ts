import { text } from "node:stream/consumers";
import { createServer } from "vite";
import { viteOptions } from "./vite-options.ts";

const PORT = 5173;
const SERVER = process.env.TICKFOLIO_PORT ?? "4747";

// The API answers only pages of its own origin, so the proxy speaks to it as one.
const target = `http://127.0.0.1:${SERVER}`;
const headers = { host: `127.0.0.1:${SERVER}`, origin: target };

const server = await createServer({
  ...viteOptions,
  server: {
    host: "127.0.0.1",
    port: PORT,
    proxy: {
      // The socket's address in the answer leads past us, where this page's origin is a foreign one.
      "/api/push/ticket": {
        target,
        headers,
        changeOrigin: true,
        selfHandleResponse: true,
        configure: (proxy) =>
          proxy.on("proxyRes", async (answer, _, response) => {
            response.writeHead(answer.statusCode ?? 502, { "content-type": answer.headers["content-type"] });
            response.end((await text(answer)).replace(`:${SERVER}/`, `:${PORT}/`));
          }),
      },
      "/api": { target, headers, changeOrigin: true },
      "/push": { target, headers, ws: true, changeOrigin: true },
      "/config.json": { target, headers, changeOrigin: true },
    },
  },
});
await server.listen();
server.printUrls();
console.log(`Requests go to ${target}. Start it with: npm start -- --no-open --no-token`);

process.on("SIGTERM", () => void server.close().then(() => process.exit(0)));
