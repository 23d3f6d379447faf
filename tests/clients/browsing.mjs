// The page that docs/integrators.md prints, in Chromium, behind a proxy that signs its user in.
import { once } from "node:events";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { chromium } from "playwright-core";

import { openPath } from "./network_path.mjs";
import { client } from "./printed.mjs";
import { ofCloudEvent } from "./programs.mjs";

export async function browsing(name, { register, folder, token }) {
  const path = await openPath(register.port);
  const proxy = await signingIn(client("Server-sent events in a browser", "html"), path.port, token);
  const opened = async () => {
    const context = await chromium.launchPersistentContext(join(folder, name), {
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
    });
    const [page] = context.pages();
    page.on("pageerror", (error) => complaints.push(error));
    await page.goto(proxy.url);
    return { context, page };
  };
  const complaints = [];
  let { context, page } = await opened();
  return {
    name,
    path,
    complaints: () => complaints.join("\n"),
    async told() {
      const kept = await page.evaluate(() => Object.values(localStorage));
      return kept.map(ofCloudEvent).sort((one, other) => one.position - other.position);
    },
    async restart() {
      await context.close();
      ({ context, page } = await opened());
    },
    async close() {
      await context.close();
      proxy.close();
      path.close();
    },
  };
}

// Serves the page, and passes on what it asks for with the credentials that the page has not.
async function signingIn(page, port, token) {
  const server = createServer((asked, response) => {
    if (asked.url === "/") {
      response.setHeader("content-type", "text/html").end(page);
      return;
    }
    const headers = { ...asked.headers, authorization: `Bearer ${token}` };
    const passed = request({ host: "127.0.0.1", port, path: asked.url, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.on("error", () => response.destroy());
      answer.pipe(response);
    });
    passed.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    response.on("close", () => passed.destroy());
    passed.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
